import { type Sequences, sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { recentPopularity } from './recent-popularity.js';

const train: Sequences = {
  ...sequencesFromLists([
    [1, 1, 2],
    [1, 3],
  ]),
  timestamps: BigInt64Array.of(10n, 20n, 100n, 40n, 91n),
};

async function scores(window: number): Promise<number[]> {
  const { data } = await recentPopularity(train, { itemCount: 4, window }).score([
    { items: new Int32Array(0) },
  ]);
  return [...data];
}

it('counts what lies in the window, then orders the rest by all interactions', async () => {
  const expected = [0, 3 / 6, 1 + 1 / 6, 1 + 1 / 6, 0];
  (await scores(10)).forEach((score, item) => {
    expect(score).toBeCloseTo(expected[item] ?? Number.NaN, 6);
  });
});

it('leaves out an event that is as old as the window is long', async () => {
  expect((await scores(9))[3]).toBeLessThan(1);
  expect((await scores(9.5))[3]).toBeGreaterThan(1);
});

it('is popularity where the window holds everything', async () => {
  expect((await scores(Number.POSITIVE_INFINITY)).map(Math.floor)).toEqual([0, 3, 1, 1, 0]);
});

it('refuses sequences without timestamps and a window of no length', () => {
  const timeless = sequencesFromLists([[1]]);
  expect(() => recentPopularity(timeless, { itemCount: 1, window: 5 })).toThrow(
    'needs timestamps, and the training sequences have none',
  );
  expect(() => recentPopularity(train, { itemCount: 4, window: 0 })).toThrow(
    'window must be above 0, got 0',
  );
});
