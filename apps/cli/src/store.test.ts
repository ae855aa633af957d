import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@org/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-store-'));
afterAll(() => rmSync(cwd, { recursive: true }));

beforeAll(async () => {
  const sqliteScript = new URL('../dist/sqlite-worker.js', import.meta.url);
  const store = await openStore(`sqlite:${join(cwd, 'events.db')}`, { sqliteScript });
  const events = Array.from({ length: 40 }, (_, n) => ({
    id: `${n}`,
    user: n % 8,
    item: n % 5,
    time: 1_700_000_000_000 + n,
    type: n < 32 ? 'view' : 'dislike',
  }));
  await store.append(events);
  await store.close();
});

test('events of a store are read as data, with dislikes apart', async () => {
  const { exitCode, stdout, stderr } = await runApp(
    ['inspect', '--data', 'sqlite:events.db', '--json'],
    { cwd },
  );
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  expect(JSON.stringify(JSON.parse(stdout))).toContain('"dislikes":8');
});

test('titles of the items of a store come from a file', async () => {
  writeFileSync(join(cwd, 'titles.tsv'), 'id\tname\n0\tZero\n1\tOne\n');
  const { exitCode, stdout } = await runApp(
    ['inspect', '--data', 'sqlite:events.db', '--items', 'titles.tsv', '--json'],
    { cwd },
  );
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('"Zero"')]);
});

test.each([
  [['--data', 'sqlite:events.db', '--items', 'none.csv'], 1, 'none.csv'],
  [['--data', 'sqlite:events.db', '--encoding', 'latin1'], 2, 'leave out --encoding'],
  [['--data', 'sqlite:none.db'], 1, 'none.db: there is no such file'],
  [['--data', 'sqlite:events.db', '--user-column', 'u'], 2, 'leave out --user-column'],
  [['--data', 'sqlite:events.db', '--format', 'csv'], 2, 'leave out --format'],
  [['--data', 'redis://me:secret@127.0.0.1:1'], 1, 'Redis 127.0.0.1:1: connect ECONNREFUSED'],
])('%j ends with %i and one sentence', async (flags, code, sentence) => {
  const { exitCode, stderr } = await runApp(['inspect', ...flags], { cwd });
  expect(exitCode).toBe(code);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('secret');
  expect(readdirSync(cwd)).not.toContain('none.db');
});
