import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README ranks items by a model in a thread', async () => {
  const { lines, printed, values } = await runReadme(import.meta.url, ['directory']);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([['sasrec', Int32Array.of(2)]]);
  rmSync(String(values.directory), { recursive: true });
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
