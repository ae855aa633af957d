import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README prints the shape and the metadata', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([[[2], 'by hand']]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
