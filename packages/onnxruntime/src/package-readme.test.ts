import { expect, it } from 'vitest';
import { runReadme } from '../../../testing/run-readme.js';

it('the example of the README runs a model', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([[new Float32Array([2, 5])]]);
});
