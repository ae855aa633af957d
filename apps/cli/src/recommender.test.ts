import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fit, load } from '@org/recommender';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';
import { walkColumns, writeWalks } from './testing/walks.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-recommender-'));
const data = join(cwd, 'walks.csv');
const events = { path: data, columns: { user: 'person', item: 'tree', timestamp: 'when' } };
const small = ['--hidden-size', '8', '--layers', '1', '--max-length', '10', '--epochs', '2'];
afterAll(() => rmSync(cwd, { recursive: true }));
beforeAll(() => writeWalks(data));

/** What the command line recommends after a history. */
async function recommended(artifact: string, history: readonly string[]): Promise<unknown[]> {
  const { stdout, stderr, exitCode } = await runApp(
    ['recommend', '--artifact', artifact, ...history, '--count', '3', '--json'],
    { cwd },
  );
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const { recommendations } = JSON.parse(stdout) as { recommendations: { id: unknown }[] };
  return recommendations.map(({ id }) => id);
}

test('a model of `train` is loaded, gets users and learns on', async () => {
  const { exitCode, stderr } = await runApp(
    ['train', '--data', 'walks.csv', ...walkColumns, ...small, '--output', 'run'],
    { cwd },
  );
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const recommender = await load(join(cwd, 'run'), { events });
  const history = ['ash', 'beech', 'cedar'];
  const { recommendations } = await recommender.recommend({ history, k: 3 });
  expect(recommendations.map(({ item }) => item)).toEqual(await recommended('run', history));
  expect(recommender.settings.training).toMatchObject({ epochs: 2, optimizer: 'adamw' });
  expect((await recommender.evaluate()).users).toBe(120);
  const updated = await recommender.update([{ user: 'ann', item: 'ginkgo', timestamp: 2000 }]);
  expect(updated.catalogue.itemCount).toBe(16);
  updated.dispose();
  recommender.dispose();
}, 120_000);

test('what a recommender saves is a model of the command line', async () => {
  const recommender = await fit(events, {
    model: { kind: 'sasrec', hiddenSize: 8, layers: 1, heads: 1 },
    training: { epochs: 2 },
  });
  await recommender.save(join(cwd, 'saved'));
  const history = ['elm', 'fir'];
  const { recommendations } = await recommender.recommend({ history, k: 3 });
  expect(await recommended('saved', history)).toEqual(recommendations.map(({ item }) => item));
  recommender.dispose();
}, 120_000);
