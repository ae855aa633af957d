import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bert4rec } from '@org/bert4rec';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startEngine } from './start-engine.js';

// Runs TypeScript in Node.
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = fileURLToPath(new URL('./testing/scoring-process.ts', import.meta.url));

it('2,000 requests of random sizes take little more memory than the first 200', async () => {
  const node = ['--expose-gc', '--conditions', '@org/source', '--import', loader];
  const run = [...node, script, '2000', '200'];
  const { stdout } = await promisify(execFile)(process.execPath, run);
  const [afterWarmUp, atTheEnd] = stdout.trim().split('\n').map(Number);
  expect(afterWarmUp).toBeGreaterThan(50);
  expect(atTheEnd).toBeLessThan(1.3 * (afterWarmUp ?? 0));
}, 240_000);

it('gives a history the same scores, up to rounding, beside any other histories', async () => {
  await startEngine({ engine: 'onnx' });
  const size = { itemCount: 60, maxLength: 40, hiddenSize: 16, layers: 2, stddev: 0.3, seed: 4 };
  const scorer = bert4rec(size).scorer();
  const history = (length: number) => ({
    items: Int32Array.from({ length }, (_, i) => 1 + ((i * 7 + length) % 60)),
  });
  const lengths = [3, 39, 12, 5, 20, 38, 7, 0, 31, 5, 17];
  const together = await scorer.score(lengths.map(history));
  const spread = Math.max(...together.data) - Math.min(...together.data);
  for (const [row, length] of lengths.entries()) {
    const alone = await scorer.score([history(length)]);
    const beside = together.data.subarray(row * together.width, (row + 1) * together.width);
    const furthest = alone.data.reduce(
      (most, score, item) => Math.max(most, Math.abs(score - (beside[item] ?? 0))),
      0,
    );
    expect(furthest, `history of ${length}`).toBeLessThan(1e-5 * spread);
  }
  expect(tf.getBackend()).toBe('onnx');
});
