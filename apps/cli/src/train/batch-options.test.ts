import { trainingBatches } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { parseConfiguration } from '../config/load.js';
import { batchOptions } from './batch-options.js';

/** 96 histories of 5 items and 96 of 20. */
const lengths = Array.from({ length: 192 }, (_, user) => (user % 2 === 0 ? 5 : 20));
const offsets = new Int32Array([0, ...lengths]).map(sumSoFar());
const train = { offsets, items: new Int32Array(offsets.at(-1) ?? 0).fill(1) };

test('a step has histories of like length', () => {
  const batches = batchesOf({});
  expect(occupied(batches).map(({ length }) => length)).toEqual([8, 24]);
  expect(batches.batch(0, 0).rows).toBe(16);
});

test('with mixLengths a step has histories of all lengths, each padded to the longest', () => {
  const batches = batchesOf({ mixLengths: true });
  expect(occupied(batches).map(({ length }) => length)).toEqual([40]);
  const { weights, rows, targets } = batches.batch(0, 0);
  const labelsOfRow = Array.from({ length: rows }, (_, row) =>
    weights.subarray(row * targets, (row + 1) * targets).reduce((sum, weight) => sum + weight, 0),
  );
  expect(new Set(labelsOfRow)).toEqual(new Set([4, 19]));
});

function batchesOf(training: object) {
  const model = { kind: 'sasrec', maxLength: 40 };
  const settings = { model, training: { batchSize: 16, ...training } };
  const configuration = parseConfiguration(settings, 'test');
  return trainingBatches(train, batchOptions(configuration, { itemCount: 1 }));
}

function occupied({ shapes }: ReturnType<typeof batchesOf>) {
  return shapes.filter(({ batches }) => batches > 0);
}

function sumSoFar() {
  let sum = 0;
  return (length: number) => {
    sum += length;
    return sum;
  };
}
