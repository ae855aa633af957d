import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README measures popularity', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  // The targets 4, 5 and 6 are among the three most popular items outside the histories; 7 and 8 are in no training
  // sequence.
  expect(printed).toEqual([[0.6]]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
