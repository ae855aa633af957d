import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreEvent } from '@org/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-export-events-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const app = (...args: string[]) => runApp(args, { cwd });

/** The content hash of what `prepare` makes of data. */
async function hashOf(...data: string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await app('prepare', '--json', '--data', ...data);
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(stdout).contentHash;
}

async function keep(name: string, events: readonly StoreEvent[]): Promise<void> {
  const sqliteScript = new URL('../dist/sqlite-worker.js', import.meta.url);
  const store = await openStore(`sqlite:${join(cwd, name)}`, { sqliteScript });
  await store.append(events);
  await store.close();
}

/** 40 events, some of one time, in another order than that of their times, some dislikes. */
const events = Array.from({ length: 40 }, (_, n) => ({
  ...{ id: `${n}`, user: `user ${n % 8}`, item: n % 5, value: n / 10 },
  ...{ time: 1_700_000_000_000 - (n >> 2), type: n % 9 === 8 ? 'dislike' : 'view' },
}));

describe('events of a store that are written to a file', () => {
  beforeAll(() => keep('events.db', events));

  test.each(['events.parquet', 'sessions.tfrecord'])('%s are the same dataset', async (file) => {
    const { exitCode, stdout } = await app(
      'export-events',
      '--data',
      'sqlite:events.db',
      '--to',
      file,
    );
    expect([exitCode, stdout]).toEqual([0, `Written  ${file} (40 events of events.db)\n`]);
    expect(await hashOf(file)).toBe(await hashOf('sqlite:events.db'));
  });

  test('again into the other format are still the same dataset', async () => {
    await app('export-events', '--data', 'events.parquet', '--to', 'again.tfrecord');
    await app('export-events', '--data', 'sessions.tfrecord', '--to', 'again.parquet');
    const hash = await hashOf('sqlite:events.db');
    expect([await hashOf('again.tfrecord'), await hashOf('again.parquet')]).toEqual([hash, hash]);
  });
});

test('without values, times of a fraction or dislikes only the columns that are needed are written', async () => {
  await keep('few.db', [{ id: 'a', user: 5, item: 'x', time: 1, type: 'view' }]);
  for (const file of ['few.parquet', 'few.tfrecord']) {
    await app('export-events', '--data', 'sqlite:few.db', '--to', file);
    const { stderr } = await app('prepare', '--data', file);
    expect(stderr).toMatch(
      /user = user, items? = items?, times? = timestamps?$|user = user, item = items?, time = timestamps?$/m,
    );
    expect(await hashOf(file)).toBe(await hashOf('sqlite:few.db'));
  }
});

test.each([
  [['--to', 'events.csv'], 2, 'ends in .parquet or .tfrecord'],
  [[], 2, 'export-events needs --to'],
  [['--to', 'none/', '--data', 'sqlite:mixed.db'], 2, 'ends in .parquet or .tfrecord'],
  [['--to', 'mixed.parquet', '--data', 'sqlite:mixed.db'], 1, 'ids of users are numbers and texts'],
  [
    ['--to', 'half.tfrecord', '--data', 'sqlite:half.db'],
    1,
    'user 5 has a value for 1 of 2 events',
  ],
  [['--to', 'no.parquet', '--data', 'sqlite:none.db'], 1, 'there is no such file'],
])('%j ends with %i and one sentence, and writes nothing', async (flags, code, sentence) => {
  const event = { item: 1, time: 1, type: 'view' };
  await keep('mixed.db', [
    { ...event, id: 'a', user: 5 },
    { ...event, id: 'b', user: '5' },
  ]);
  await keep('half.db', [
    { ...event, id: 'a', user: 5, value: 1 },
    { ...event, id: 'b', user: 5 },
  ]);
  const before = readdirSync(cwd).length;
  const { exitCode, stderr } = await app('export-events', ...flags);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(sentence)]);
  expect(readdirSync(cwd)).toHaveLength(before);
});
