import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README publishes two versions and rolls back to the first', async () => {
  const { lines, printed, values } = await runReadme(import.meta.url, ['registry']);
  expect(lines).toBeLessThanOrEqual(15);
  const version = expect.stringMatching(/^[0-9a-f]{12}$/);
  expect(printed).toEqual([[{ from: version, to: version }]]);
  for (const end of ['', '-run']) rmSync(`${values.registry}${end}`, { recursive: true });
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
