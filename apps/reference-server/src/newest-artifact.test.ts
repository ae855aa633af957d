import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newestArtifact } from './newest-artifact.js';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'runs-'));
});
afterEach(() => rm(runs, { recursive: true }));

async function artifact(name: string, hour: number, files = ['config.json', 'model.json']) {
  await mkdir(join(runs, name), { recursive: true });
  for (const file of files) {
    await writeFile(join(runs, name, file), '{}');
    await utimes(join(runs, name, file), hour * 3600, hour * 3600);
  }
}

it('is the one written last, of those that are whole', async () => {
  await artifact('old', 1);
  await artifact('new', 2);
  await artifact('half', 3, ['config.json']);
  expect(await newestArtifact(runs)).toBe(join(runs, 'new'));
});

it('is nothing where there are no runs, or no folder', async () => {
  expect(await newestArtifact(runs)).toBeUndefined();
  expect(await newestArtifact(join(runs, 'missing'))).toBeUndefined();
});
