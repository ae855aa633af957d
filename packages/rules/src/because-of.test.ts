import { describe, expect, it } from 'vitest';
import { becauseOf } from './because-of.js';

// The score of an item is the sum of what each event adds: the event's item, times the weight of its place.
const score = (histories: readonly { items: Int32Array }[], items: Int32Array) =>
  Promise.resolve(
    histories.map(({ items: events }) =>
      Float32Array.from(items, (item) =>
        events.reduce((sum, event) => sum + (event % item === 0 ? event : -1), 0),
      ),
    ),
  );

describe('becauseOf', () => {
  it('gives each item the events whose absence costs it most, of the last few', async () => {
    const causes = await becauseOf({
      history: { items: Int32Array.of(50, 6, 5, 9) },
      items: Int32Array.of(3, 5),
      last: 3,
      score,
    });
    expect(causes).toEqual([
      [
        { place: 3, index: 9, drop: 9 },
        { place: 1, index: 6, drop: 6 },
        { place: 2, index: 5, drop: -1 },
      ],
      [
        { place: 2, index: 5, drop: 5 },
        { place: 3, index: 9, drop: -1 },
        { place: 1, index: 6, drop: -1 },
      ],
    ]);
  });

  it('scores the history and those without one event in one batch, with their times', async () => {
    const batches: unknown[] = [];
    await becauseOf({
      history: { items: Int32Array.of(1, 2, 2), timestamps: BigInt64Array.of(10n, 20n, 30n) },
      items: Int32Array.of(4),
      last: 10,
      score: (histories, items) => {
        batches.push(histories.map((one) => [[...one.items], [...(one.timestamps ?? [])]]));
        return score(histories, items);
      },
    });
    expect(batches).toEqual([
      [
        [
          [1, 2, 2],
          [10n, 20n, 30n],
        ],
        [
          [1, 2],
          [10n, 20n],
        ],
        [
          [1, 2],
          [10n, 30n],
        ],
        [
          [2, 2],
          [20n, 30n],
        ],
      ],
    ]);
  });

  it('has no causes of a history of one event, and then scores nothing', async () => {
    const never = () => Promise.reject(new Error('scored'));
    const items = Int32Array.of(3, 5);
    expect(
      await becauseOf({ history: { items: Int32Array.of(1) }, items, last: 5, score: never }),
    ).toEqual([[], []]);
  });
});
