import { Random } from '@org/random';
import { describe, expect, it } from 'vitest';
import { CandidateLists, firstStageScores } from './candidate-lists.js';
import { likeExamples, likeQuestions } from './like-examples.js';
import { ratingsFromLists } from './rating-data.js';

/** Two users: events 0 to 3 and 4 to 6. */
const data = ratingsFromLists([
  [
    [1, 1, 10],
    [2, 1, 20],
    [3, 1, 30],
    [4, 1, 40],
  ],
  [
    [5, 1, 15],
    [1, 1, 25],
    [6, 1, 35],
  ],
]);

/** Before event 2 the target 3 is second; before event 3 the list lacks the target; before event 6 it has one item. */
const lists = new CandidateLists({
  events: Int32Array.of(2, 3, 6),
  count: 4,
  items: Int32Array.of(5, 3, 4, 6, 5, 6, 1, 2, 6, 0, 0, 0),
  scores: Float32Array.of(3, 2, 2, 1, 9, 8, 7, 6, 5, 0, 0, 0),
});

describe('the candidates of a first stage', () => {
  it('teach only where the item that came next is one of several', () => {
    expect([...lists.found(data, Int32Array.of(1, 2, 3, 6))]).toEqual([2]);
    expect([...lists.items(6)]).toEqual([6]);
    expect([...lists.items(1)]).toEqual([]);
  });

  it('are drawn as negatives, without the item itself and those that the user has later', () => {
    const random = Random.of(1, 'draws');
    const drawnOf = (events: number[]) => {
      const draw = lists.draw({ data, events: Int32Array.from(events) });
      return new Set(Array.from({ length: 200 }, () => draw(2, random)));
    };
    // User 1 has item 4 at event 3, which is held out in the first case.
    expect(drawnOf([0, 1, 2])).toEqual(new Set([4, 5, 6]));
    expect(drawnOf([0, 1, 2, 3])).toEqual(new Set([5, 6]));
  });

  it('have scores as shares of a softmax, and ranks', () => {
    const { shares, ranks } = lists.scores(2);
    const total = Math.exp(3) + 2 * Math.exp(2) + Math.exp(1);
    for (const [place, score] of [3, 2, 2, 1].entries()) {
      expect(shares[place]).toBeCloseTo(Math.log(Math.exp(score) / total), 6);
    }
    expect([...ranks]).toEqual([1, 2, 3, 4]);
    // What all scores have in common says nothing, however large.
    const shifted = firstStageScores([1003, 1002, 1002, 1001]).shares;
    expect([...shifted]).toEqual([...shares]);
  });

  it('give each question what the first stage says of its item, and nothing for other items', () => {
    const draw = lists.draw({ data, events: Int32Array.of(0, 1, 2) });
    const examples = likeExamples(data, Int32Array.of(2), {
      ...{ likedFrom: 1, negatives: 6, draw, seed: 7 },
    });
    const { firstStage, items, times } = likeQuestions(data, examples, {
      ...{ targetTime: false, candidates: lists },
    });
    const ranks = { 5: 1, 3: 2, 4: 3, 6: 4 } as Readonly<Record<number, number>>;
    expect([...(firstStage?.ranks ?? [])]).toEqual([...items].map((item) => ranks[item]));
    expect(items[0]).toBe(3);
    expect(new Set(times)).toEqual(new Set([20]));
    const { ranks: none } = lists.of(Int32Array.of(2, 1), Int32Array.of(1, 5));
    expect([...none]).toEqual([Number.NaN, Number.NaN]);
  });

  it('are at least two', () => {
    const [events, items] = [Int32Array.of(2), Int32Array.of(3)];
    expect(
      () => new CandidateLists({ events, count: 1, items, scores: Float32Array.of(1) }),
    ).toThrow('a re-ranker needs lists of at least 2 candidates, got 1');
  });
});
