import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README trains a model that learns', async () => {
  const { lines, printed, values } = await runReadme(import.meta.url, ['metrics']);
  expect(lines).toBeLessThanOrEqual(15);
  const losses = printed.map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
  expect((values.metrics as Record<string, number>)['ndcg@10']).toBeGreaterThan(0);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
