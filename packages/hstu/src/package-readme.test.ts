import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README scores every row of the item table', async () => {
  const { printed } = await runReadme(import.meta.url);
  expect(printed).toEqual([[1, 6]]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
