import { expect, test } from 'vitest';
import { runReadme } from '../../../testing/run-readme.js';

test('the README’s example merges three shards', async () => {
  const { printed, lines } = await runReadme(import.meta.url);
  expect(printed).toEqual([[3, 10]]);
  expect(lines).toBeLessThanOrEqual(20);
});
