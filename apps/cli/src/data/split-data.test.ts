import { sequencesFromLists } from '@org/seqrec-data';
import { expect, test } from 'vitest';
import { splitData } from './split-data.js';

const sequences = {
  ...sequencesFromLists([
    [1, 2, 3],
    [2, 3],
  ]),
  // 2020-01-01 to 2020-01-05
  timestamps: new Float64Array([0, 1, 2, 3, 4].map((day) => 1_577_836_800 + 86_400 * day)),
};

const cut = (validationFrom: number, testFrom: number, trains = true) =>
  splitData({
    sequences,
    recipe: { kind: 'global-time', validationFrom, testFrom },
    timestampUnit: 'seconds',
    trains,
  });

test('an error about a cut outside the data states the range of its times', () => {
  const range =
    'the times of the data run from 1577836800 to 1578182400 (2020-01-01 to 2020-01-05)';
  expect(() => cut(1_577_900_000, 1_600_000_000)).toThrow(
    `--test-from 1600000000 leaves nothing to test: ${range}`,
  );
  // Milliseconds.
  expect(() => cut(1_577_900_000_000, 1_578_000_000_000)).toThrow(
    `--test-from 1578000000000 leaves nothing to test: ${range}`,
  );
  expect(() => cut(0, 1_578_000_000)).toThrow(
    `--validation-from 0 leaves nothing to train on: ${range}`,
  );
  expect(() => cut(0, 1_577_836_800, false)).toThrow(
    '--test-from 1577836800 leaves nothing to test',
  );
});

test('a cut within the data, and data after the training of a model, are split', () => {
  expect(cut(1_577_900_000, 1_578_182_400).test.size).toBe(1);
  expect(cut(0, 1_577_900_000, false).test.size).toBe(1);
});

test('without a unit, times are not shown as dates', () => {
  expect(() =>
    splitData({
      sequences,
      recipe: { kind: 'global-time', validationFrom: 1, testFrom: 2 },
      timestampUnit: undefined,
      trains: false,
    }),
  ).toThrow(/run from 1577836800 to 1578182400$/);
});
