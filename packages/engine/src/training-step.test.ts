import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bert4rec } from '@org/bert4rec';
import { Random } from '@org/random';
import { type BatchSource, type ModelBatch, maskId } from '@org/seqrec-data';
import { type TrainOptions, train } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EngineName } from './engine-names.js';
import { listEngines } from './list-engines.js';
import { startEngine } from './start-engine.js';

const itemCount = 40;

function batch(seed: number): ModelBatch {
  const [rows, length, targets] = [6, 9, 2];
  const random = Random.of(seed);
  const ids = Int32Array.from({ length: rows * length }, (_, i) =>
    i % length < 2 ? 0 : 1 + random.integer(itemCount),
  );
  const positions = Int32Array.from({ length: rows * targets }, (_, i) => (i % 2 === 0 ? 4 : 8));
  const labels = positions.map((position, i) => {
    const at = Math.floor(i / targets) * length + position;
    const label = ids[at] ?? 0;
    ids[at] = maskId(itemCount);
    return label;
  });
  const weights = new Float32Array(rows * targets).fill(1);
  return { rows, length, targets, ids, positions, labels, weights };
}

const batches: BatchSource = {
  batchesPerEpoch: 3,
  epoch: (_, start = 0) => [1, 2, 3].slice(start).map(batch),
};

/** Three steps of BERT4Rec with dropout, clipping and weight decay. */
async function trainOn(name: EngineName, more: Partial<TrainOptions> = {}) {
  const { stepRunner } = await startEngine({ engine: name });
  const model = bert4rec({ itemCount, maxLength: 10, hiddenSize: 8, layers: 1, seed: 4 });
  const tensors = tf.memory().numTensors;
  const losses: number[] = [];
  for await (const event of train({
    model,
    batches,
    seed: 9,
    epochs: 1,
    optimizer: { kind: 'adamw' },
    clipNorm: 1,
    stepRunner,
    ...more,
  })) {
    if (event.type === 'step') losses.push(event.loss);
  }
  expect(tf.memory().numTensors).toBe(tensors);
  const weights = model.network.getWeights().map((weight) => Array.from(weight.dataSync()));
  model.dispose();
  return { losses, weights };
}

describe('the training step', async () => {
  const reference = trainOn('cpu');
  const others = (await listEngines()).filter(({ name, usable }) => usable && name !== 'cpu');

  it.each(others.map(({ name }) => name))(
    'gives the same weights on %s as on cpu',
    async (name) => {
      const expected = await reference;
      const actual = await trainOn(name);
      for (const [i, loss] of expected.losses.entries())
        expect(actual.losses[i]).toBeCloseTo(loss, 4);
      for (const [i, values] of expected.weights.entries()) {
        const difference = values.map((value, j) =>
          Math.abs(value - (actual.weights[i]?.[j] ?? NaN)),
        );
        // Adam's steps are about 0.001 for gradients of any size, so a single wrong sign would make a difference of
        // 0.002.
        expect(Math.max(...difference)).toBeLessThan(2e-4);
      }
    },
  );

  it.each(others.map(({ name }) => name))('resumes to the same bytes on %s', async (name) => {
    await reference;
    const directory = mkdtempSync(join(tmpdir(), 'engine-resume-'));
    const checkpoints = { directory, every: { steps: 1 }, resume: true };
    const whole = await trainOn(name);
    await trainOn(name, { checkpoints, maxSteps: 2 });
    const resumed = await trainOn(name, { checkpoints });
    expect(resumed.losses).toEqual(whole.losses.slice(2));
    expect(resumed.weights).toEqual(whole.weights);
    rmSync(directory, { recursive: true });
  });
});
