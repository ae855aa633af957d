import '@tensorflow/tfjs-backend-cpu';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { namesNotInReadme, runReadme } from '../../../testing/run-readme.js';
import { goldenPath } from './testing/golden.js';

const home = process.cwd();
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'readme-'));
  await mkdir(join(directory, 'models'));
  await symlink(goldenPath('tiny-bert'), join(directory, 'models/all-MiniLM-L6-v2'));
  process.chdir(directory);
});
afterEach(async () => {
  process.chdir(home);
  await rm(directory, { recursive: true });
});

it('the example of the README encodes two texts, and finds them in the cache the second time', async () => {
  const { lines, printed } = await runReadme(import.meta.url);
  expect(lines).toBeLessThanOrEqual(15);
  expect(printed).toEqual([['2 vectors of 32 features, 0 truncated'], ['2 from the cache']]);
});

it('the README lists every public name', async () => {
  expect(await namesNotInReadme(import.meta.url)).toEqual([]);
});
