import { CandidateLists, ratingsFromLists, splitRatings } from '@org/ratings';
import { describe, expect, it } from 'vitest';
import { CliError } from '../program/cli-error.js';
import { likeTask } from './like-model.js';
import { ratingConfiguration } from './rating-settings.js';

// One user has the films 1 to 4: two for training, the third for validation, the last for the test.
const data = ratingsFromLists([[1, 2, 3, 4].map((item) => [item, 1, 60 * item] as const)]);
const split = splitRatings(data, { kind: 'last-rating' });
const { ratings: settings } = ratingConfiguration({
  ratings: { loss: 'log', implicit: true, negatives: 1 },
});

/** The likes of a re-ranker whose first stage has these two candidates before each event. */
function likesOf(candidates: readonly (readonly [number, number])[]) {
  const lists = new CandidateLists({
    ...{ events: Int32Array.of(0, 1, 2, 3), count: 2 },
    items: Int32Array.from(candidates.flat()),
    scores: Float32Array.from(candidates.flatMap(() => [-1, -2])),
  });
  const firstStage = {
    ...{ lists, candidates: 2, version: '1' },
    examples: lists.found(data, split.examples),
  };
  return likeTask(data, split, { likedFrom: 1, implicit: true, settings, firstStage });
}

describe('the likes of a re-ranker', () => {
  it('are the events whose items are among their candidates', () => {
    const { examples, validation, test } = likesOf([
      [1, 4],
      [4, 3],
      [3, 1],
      [4, 2],
    ]);
    expect([...examples]).toEqual([0]);
    expect([[...validation.items], [...validation.labels]]).toEqual([
      [3, 1],
      [1, 0],
    ]);
    expect([[...test.items], [...test.labels]]).toEqual([
      [4, 2],
      [1, 0],
    ]);
  });

  it.each([
    {
      part: 'training',
      candidates: [
        [3, 4],
        [4, 3],
        [3, 1],
        [4, 2],
      ],
    },
    {
      part: 'validation',
      candidates: [
        [1, 4],
        [4, 3],
        [1, 2],
        [4, 2],
      ],
    },
    {
      part: 'test',
      candidates: [
        [1, 4],
        [4, 3],
        [3, 1],
        [1, 2],
      ],
    },
  ] as const)('need a first stage that finds items of the $part', ({ part, candidates }) => {
    expect(() => likesOf(candidates)).toThrow(
      new CliError(
        'usage',
        `the first stage finds no item of the ${part} among its 2 candidates: raise --candidates, or train a better first stage`,
      ),
    );
  });
});
