import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README recommends what it says', async () => {
  const { printed } = await runReadme(import.meta.url);
  expect(printed).toMatchObject([[[{ item: 'big', index: 4, title: 'Big' }, { item: 'alien' }]]]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
