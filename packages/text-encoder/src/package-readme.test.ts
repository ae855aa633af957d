import '@tensorflow/tfjs-backend-cpu';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { goldenPath } from './testing/golden.js';

const home = process.cwd();
beforeEach(async () => {
  const directory = temporaryDirectory('test');
  await mkdir(join(directory, 'models'));
  await symlink(goldenPath('tiny-bert'), join(directory, 'models/all-MiniLM-L6-v2'));
  process.chdir(directory);
});
afterEach(() => process.chdir(home));

it('the example of the README encodes two texts, and finds them in the cache the second time', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([['2 vectors of 32 features, 0 truncated'], ['2 from the cache']]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
