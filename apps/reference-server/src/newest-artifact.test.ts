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

const HOUR = 3600;

async function artifact(name: string, hour: number, files = ['config.json', 'model.json']) {
  await mkdir(join(runs, name), { recursive: true });
  for (const file of files) {
    await writeFile(join(runs, name, file), '{}');
    await utimes(join(runs, name, file), hour * HOUR, hour * HOUR);
  }
}

it('is the one written last, of those that are whole', async () => {
  await artifact('old', 1);
  await artifact('new', 2);
  await artifact('half', 3, ['config.json']);
  expect(await newestArtifact(runs)).toEqual({ directory: join(runs, 'new'), fromTheFuture: [] });
});

it('is not one with a time in the future, unless all have', async () => {
  const now = 10 * HOUR * 1000;
  await artifact('wrong', 1_000_000);
  await artifact('old', 1);
  await artifact('new', 2);
  expect(await newestArtifact(runs, now)).toEqual({
    directory: join(runs, 'new'),
    fromTheFuture: [join(runs, 'wrong')],
  });
  await rm(join(runs, 'old'), { recursive: true });
  await rm(join(runs, 'new'), { recursive: true });
  await artifact('wrong-too', 500_000);
  expect(await newestArtifact(runs, now)).toEqual({
    directory: join(runs, 'wrong'),
    fromTheFuture: [join(runs, 'wrong-too')],
  });
});

it('is nothing where there are no runs, or no folder', async () => {
  expect(await newestArtifact(runs)).toBeUndefined();
  expect(await newestArtifact(join(runs, 'missing'))).toBeUndefined();
});

it('passes over models of ratings, which rank nothing', async () => {
  await artifact('old', 100);
  await artifact('ratings', 200);
  await writeFile(join(runs, 'ratings', 'config.json'), '{"kind":"bst"}');
  const found = await newestArtifact(runs);
  expect(found?.directory).toBe(join(runs, 'old'));
});
