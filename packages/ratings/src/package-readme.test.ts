import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  dampedBias,
  ratingQuestions,
  ratingsFromLists,
  scoreRatings,
  splitRatings,
} from './index.js';

it('gives the result of the example in the README', async () => {
  const data = ratingsFromLists([
    [
      [1, 5, 10],
      [2, 4, 20],
      [3, 2, 30],
      [4, 4, 40],
    ],
    [
      [2, 5, 15],
      [1, 5, 25],
      [4, 3, 35],
      [3, 1, 45],
    ],
  ]);
  const { train, test } = splitRatings(data, { kind: 'last-rating' });
  const bias = dampedBias({ data, events: train });
  const values = await bias.predict(ratingQuestions(data, test));
  const [scores] = scoreRatings([{ name: bias.name, values }], data, test, { seed: 1 });
  expect(test.length).toBe(2);
  expect(scores?.mae.mean.toFixed(2)).toBe('2.25');
});

it('lists every public name in the README', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const names = Object.keys(await import('./index.js'));
  expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
});
