import { expect, it } from 'vitest';
import { namesNotInReadme } from '../../../testing/run-readme.js';

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
