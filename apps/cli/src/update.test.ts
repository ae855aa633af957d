import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreEvent } from '@org/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runApp, startApp } from './testing/run-app.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-update-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const app = (...args: string[]) => runApp(args, { cwd });
const runs = () => readdirSync(join(cwd, 'runs')).sort();
const json = (file: string) => JSON.parse(readFileSync(join(cwd, file), 'utf8'));

/** What 24 users do at some moments: each walks on through a ring of items, from a place of their own. */
const walks = (moments: readonly number[], items: number): StoreEvent[] =>
  moments.flatMap((moment) =>
    Array.from({ length: 24 }, (_, user) => ({
      id: `${moment}-${user}`,
      user: `u${user}`,
      item: `i${(user + moment) % items}`,
      time: 1_700_000_000_000 + 1000 * moment,
      type: 'view',
    })),
  );

async function append(events: readonly StoreEvent[]): Promise<void> {
  const sqliteScript = new URL('../dist/sqlite-worker.js', import.meta.url);
  const store = await openStore(`sqlite:${join(cwd, 'events.db')}`, { sqliteScript });
  await store.append(events);
  await store.close();
}

const update = (...flags: string[]) =>
  app('update', '--data', 'sqlite:events.db', '--epochs', '2', '--json', ...flags);

beforeAll(async () => {
  await append(walks([0, 1, 2, 3, 4, 5], 8));
  const size = ['--hidden-size', '8', '--layers', '1', '--heads', '1', '--max-length', '8'];
  const { exitCode, stderr } = await app(
    ...['train', '--data', 'sqlite:events.db', '--model', 'sasrec', ...size],
    ...['--epochs', '3', '--no-tensorboard', '--no-exclude-seen', '--output', 'runs/first'],
  );
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
}, 120_000);

test('without new events it says so, ends with 0 and publishes nothing', async () => {
  const { exitCode, stdout, stderr } = await update();
  expect([exitCode, JSON.parse(stdout).outcome]).toEqual([0, 'nothing-new']);
  expect(stderr).toContain('Nothing new: the data is what the model was trained on');
  expect(runs()).toEqual(['first']);
});

test('a model that the gate refuses ends with 3, and nothing of it is left', async () => {
  // Two items are new.
  await append(walks([6, 7, 8, 9, 10, 11], 10));
  const { exitCode, stdout, stderr } = await update('--margin', '1');
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('is less than the margin of 1')]);
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'refused',
    from: { artifact: join(cwd, 'runs/first') },
    events: { count: 144, tested: 48 },
    // u8 and u18 have nothing among the newest but the new items.
    gate: { metric: 'ndcg@10', margin: 1, passed: false, comparison: { users: 22 } },
  });
  expect(readdirSync(join(cwd, 'runs'))).toEqual(['first']);
});

test.for(['new ', 'model ', 'epoch   1'])(
  'killed after it says %j it leaves the model that serves, and the next one is not in its way',
  async (said) => {
    const { process, ended, told } = startApp(['update', '--epochs', '999', '--margin', '-1'], {
      cwd,
    });
    await told(said);
    process.kill('SIGKILL');
    await ended;
    // A server takes no folder below it for a model.
    expect(runs().filter((name) => existsSync(join(cwd, 'runs', name, 'config.json')))).toEqual([
      'first',
    ]);
  },
);

test('a model that passes is published whole, with more items, and is what the next update starts from', async () => {
  const publish = ['registry', 'publish', '--artifact', 'runs/first', '--name', 'films'];
  await app(...publish, '--alias', 'current');
  const { exitCode, stdout } = await update('--margin', '-1', '--registry', 'models');
  const result = JSON.parse(stdout);
  expect([exitCode, result.outcome]).toEqual([0, 'published']);
  // The items that the first model does not know are a question only to the new one.
  expect(result.gate.newItems.targets).toBeGreaterThan(0);
  expect(runs()).toEqual(['first', 'sasrec-events']);
  expect(json('runs/first/config.json').itemCount).toBe(8);
  const config = json('runs/sasrec-events/config.json');
  expect([config.itemCount, config.version]).toEqual([10, result.version]);
  expect(result.served).toBe('films@current');
  const { aliases } = json('models/films/aliases.json');
  expect(aliases.current.at(-1).version).toBe(config.version);
  expect(json(`models/films/${config.version}/config.json`).version).toBe(config.version);
  expect(json('runs/sasrec-events/update.json')).toMatchObject({ gate: { passed: true } });
  expect(readdirSync(join(cwd, 'runs/sasrec-events'))).not.toContain('checkpoints');

  const again = await update('--registry', 'models');
  expect([again.exitCode, JSON.parse(again.stdout)]).toEqual([
    0,
    {
      outcome: 'nothing-new',
      from: { artifact: join(cwd, 'runs/sasrec-events'), version: config.version },
    },
  ]);
  const resumed = await app('train', '--resume', 'runs/sasrec-events');
  expect(resumed.exitCode).toBe(2);
  expect(resumed.stderr).toContain('runs/sasrec-events is an update of runs/first');
}, 60_000);

test.each([
  [['--to', 'runs/first'], 2, 'runs/first is not empty: choose another --to\n'],
  [['--gate', 'ndcg'], 2, '--gate is a metric with a cut-off, like ndcg@10; got ndcg'],
  [['--artifact', 'none'], 2, 'none holds no model'],
  [
    ['--artifact', 'runs/first', '--registry', 'models'],
    2,
    'leave out --artifact, or name the run of the version that serves',
  ],
  [['--config', 'longer.json', '--artifact', 'runs/first'], 1, 'maxLength is 16, was 8'],
])('%j ends with %i and one sentence, and changes nothing', async (flags, code, sentence) => {
  writeFileSync(join(cwd, 'longer.json'), '{"model": {"kind": "sasrec", "maxLength": 16}}');
  await append(walks([12, 13], 10));
  const { exitCode, stderr } = await update(...flags);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(sentence)]);
  expect(readdirSync(join(cwd, 'runs')).sort()).toEqual(['first', 'sasrec-events']);
});

test('data without times is refused, as the newest events are the test', async () => {
  writeFileSync(join(cwd, 'untimed.csv'), 'user,item\na,x\na,y\na,z\n');
  const { exitCode, stderr } = await app(
    ...['update', '--data', 'untimed.csv', '--format', 'csv', '--artifact', 'runs/first'],
  );
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('this data has no times')]);
});
