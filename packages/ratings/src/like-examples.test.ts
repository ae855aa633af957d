import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import { likeExamples, likeQuestions } from './like-examples.js';
import { scoreLikes } from './like-scores.js';
import { ratingsFromLists } from './rating-data.js';
import { unseenItems } from './unseen-items.js';

/** User 1 has the items 1 and 2, user 2 the items 3, 4 and 5. */
const data = ratingsFromLists([
  [
    [1, 5, 100],
    [2, 2, 200],
  ],
  [
    [3, 4, 100],
    [4, 1, 110],
    [5, 4, 120],
  ],
]);
const events = Int32Array.from(data.items.keys());

describe('examples of likes', () => {
  it.each(['uniform', 'popularity'] as const)(
    'have negatives of liked events only, never an item of the user: %s',
    (kind) => {
      const draw = unseenItems({ data, events }, { kind });
      const options = { likedFrom: 4, negatives: 20, draw, seed: 1 };
      const { events: of, items, labels } = likeExamples(data, events, options);
      expect([...labels.subarray(0, 5)]).toEqual([1, 0, 1, 0, 1]);
      expect(labels).toHaveLength(5 + 20 * 3);
      expect(labels.subarray(5).includes(1)).toBe(false);
      const drawnFor = (user: number) =>
        new Set(items.subarray(5).filter((_, i) => data.users[of[5 + i] as number] === user));
      expect(drawnFor(0)).toEqual(new Set([3, 4, 5]));
      expect(drawnFor(1)).toEqual(new Set([1, 2]));
      expect(new Set(of.subarray(5))).toEqual(new Set([0, 2, 4]));
    },
  );

  it('are the same for the same seed and epoch, and others in another epoch', () => {
    const draw = unseenItems({ data, events }, { kind: 'uniform' });
    const of = (epoch: number) =>
      likeExamples(data, events, { likedFrom: 4, negatives: 9, draw, seed: 1, epoch }).items;
    expect(of(0)).toEqual(of(0));
    expect(of(0)).not.toEqual(of(1));
  });

  it('are drawn in proportion to the events of items, if by popularity', () => {
    const popular = ratingsFromLists([
      [[1, 5, 1]],
      ...Array.from({ length: 8 }, () => [[2, 5, 1]] as const),
      [[3, 5, 1]],
    ]);
    const all = Int32Array.from(popular.items.keys());
    const draw = unseenItems({ data: popular, events: all }, { kind: 'popularity', alpha: 1 });
    const random = Random.of(1);
    const twos = Array.from({ length: 900 }, () => draw(0, random)).filter((item) => item === 2);
    expect(twos.length / 900).toBeCloseTo(8 / 9, 1);
  });

  it('ask at the time of the event, or of the newest event before it', () => {
    const examples = { events: Int32Array.of(0, 1, 4, 4), items: Int32Array.of(1, 2, 5, 1) };
    expect([...(likeQuestions(data, examples).times ?? [])]).toEqual([100, 200, 120, 120]);
    const { times = [], ends } = likeQuestions(data, examples, { targetTime: false });
    expect([...times]).toEqual([Number.NaN, 100, 110, 110]);
    expect([...ends]).toEqual([0, 1, 4, 4]);
  });

  it('have a log loss only where predictions are probabilities', () => {
    const values = Float32Array.of(0.75, 0.25);
    const scores = scoreLikes(
      [
        { name: 'a', values, probabilities: true },
        { name: 'b', values, probabilities: false },
      ],
      { labels: Uint8Array.of(1, 0) },
    );
    expect(scores).toEqual([
      { name: 'a', auc: 1, logLoss: expect.closeTo(-Math.log(0.75), 6) },
      { name: 'b', auc: 1 },
    ]);
  });
});
