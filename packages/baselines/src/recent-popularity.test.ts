import { type Sequences, sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { fitBaseline } from './fit-baseline.js';

const train: Sequences = {
  ...sequencesFromLists([
    [1, 1, 2],
    [1, 3],
  ]),
  timestamps: BigInt64Array.of(10n, 20n, 100n, 40n, 91n),
};

async function scores(window: number): Promise<number[]> {
  const { data } = await (
    await fitBaseline('recent-popularity', train, { itemCount: 4, window })
  ).score([{ items: new Int32Array(0) }]);
  return [...data];
}

it('counts the events in the window, then orders the other items by all interactions', async () => {
  const expected = [0, 3 / 6, 1 + 1 / 6, 1 + 1 / 6, 0];
  (await scores(10)).forEach((score, item) => {
    expect(score).toBeCloseTo(expected[item] ?? Number.NaN, 6);
  });
});

it('leaves out an event at the start of the window', async () => {
  expect((await scores(9))[3]).toBeLessThan(1);
  expect((await scores(9.5))[3]).toBeGreaterThan(1);
});

it('equals popularity if the window holds all events', async () => {
  expect((await scores(Number.POSITIVE_INFINITY)).map(Math.floor)).toEqual([0, 3, 1, 1, 0]);
});

it('uses a tenth of the time span of training by default', async () => {
  const { data } = await (await fitBaseline('recent-popularity', train, { itemCount: 4 })).score([
    { items: new Int32Array(0) },
  ]);
  expect([...data]).toEqual(await scores(9));
});

it('refuses sequences without timestamps and a window of no length', async () => {
  const timeless = sequencesFromLists([[1]]);
  await expect(
    fitBaseline('recent-popularity', timeless, { itemCount: 1, window: 5 }),
  ).rejects.toThrow('needs timestamps, and the training sequences have none');
  await expect(
    fitBaseline('recent-popularity', train, { itemCount: 4, window: 0 }),
  ).rejects.toThrow('window of recent-popularity: expected a number above 0, got 0');
});
