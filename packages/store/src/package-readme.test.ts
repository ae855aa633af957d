import { expect, test } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

test('the README runs as it stands, and names every export', async () => {
  const { printed, lines } = await runReadme(import.meta.url);
  expect(printed).toEqual([[[318, 296]], [2]]);
  expect(lines).toBeLessThanOrEqual(15);
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
