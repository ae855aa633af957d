import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';

it('the example of the README replaces one file of a directory', async () => {
  const { lines, values } = await runReadme(import.meta.url, ['directory']);
  const directory = String(values.directory);
  expect(lines).toBeLessThanOrEqual(15);
  expect(readdirSync(directory)).toEqual(['a.txt', 'b.bin']);
  expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('second\n');
  rmSync(dirname(directory), { recursive: true });
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
