import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLearningCurves } from './learning-curves.js';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'curves-')), 'events.jsonl');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

const at = (second: number) => new Date(second * 1000).toISOString();
const started = (second: number, step = 0) => ({
  ...{ time: at(second), type: 'started', step, batchesPerEpoch: 2, parameters: 9 },
});
const step = (second: number, number: number, loss: number) => ({
  ...{ time: at(second), type: 'step', step: number, loss, learningRate: 0.5 },
});

function write(...events: readonly object[]): void {
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

test('steps, epochs and validations are plotted over epochs', async () => {
  write(
    { time: at(9), type: 'engine', engine: {} },
    started(10),
    step(11, 1, 4),
    step(12, 2, 3),
    { time: at(12), type: 'epoch', step: 2, loss: 3.5 },
    { time: at(15), type: 'evaluation', step: 2, metric: 'ndcg@10', value: 0.25 },
    { time: at(99), type: 'evaluated', scores: {} },
  );
  expect(await readLearningCurves(file)).toEqual({
    steps: [
      { epoch: 0.5, loss: 4, learningRate: 0.5 },
      { epoch: 1, loss: 3, learningRate: 0.5 },
    ],
    epochs: [{ epoch: 1, loss: 3.5 }],
    validations: [{ epoch: 1, metric: 'ndcg@10', value: 0.25 }],
    ...{ stepCount: 2, parameters: 9, seconds: 6, unreadableLines: 0 },
  });
});

test('steps that a resumed run repeats count once, and pauses do not count', async () => {
  write(
    ...[started(10), step(11, 1, 4), step(12, 2, 3), step(13, 3, 9)],
    { time: at(100), type: 'engine', engine: {} },
    ...[started(101, 2), step(102, 3, 2)],
  );
  const curves = await readLearningCurves(file);
  expect(curves?.steps.map(({ loss }) => loss)).toEqual([4, 3, 2]);
  expect(curves?.seconds).toBe(5);
});

test('a truncated line is counted and left out', async () => {
  write(started(10), step(11, 1, 4));
  writeFileSync(file, '{"time":"2026-01-', { flag: 'a' });
  expect(await readLearningCurves(file)).toMatchObject({ stepCount: 1, unreadableLines: 1 });
});

test('long runs are reduced to the points that a chart can show', async () => {
  write(started(10), ...Array.from({ length: 1000 }, (_, i) => step(11, i + 1, 2)));
  const curves = await readLearningCurves(file);
  expect(curves?.stepCount).toBe(1000);
  expect(curves?.steps).toHaveLength(334);
  expect(curves?.steps[0]).toEqual({ epoch: 1, loss: 2, learningRate: 0.5 });
});

test('there are no curves without a log or before the first step', async () => {
  expect(await readLearningCurves(file)).toBeUndefined();
  write(started(10));
  expect(await readLearningCurves(file)).toBeUndefined();
});
