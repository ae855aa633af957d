import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';
import { writeWalks } from './testing/walks.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-init-'));
afterAll(() => rmSync(cwd, { recursive: true }));

test('init shows rows, names columns, warns, and writes what train reads', async () => {
  writeFileSync(
    join(cwd, 'shop.csv'),
    ['user_id,item_id,timestamp', 'ann,tea,1', 'ann,tea,1', 'ann,milk,1', 'ben,jam,5', ''].join(
      '\n',
    ),
  );
  const { stdout, stderr, exitCode } = await runApp(['init', '--yes', '--data', 'shop.csv'], {
    cwd,
  });
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  expect(stdout).toMatch(/user +item +timestamp/);
  expect(stdout).toContain('Configuration  seqrec.json');
  for (const warning of [
    'events with the user, item and time of another: 1; if the rows are doubled',
    'of the events have the time of the event before them',
    'users with one event: 1 of 2',
    '--split global-time measures without this leak',
  ]) {
    expect(stderr).toContain(warning);
  }
  const text = readFileSync(join(cwd, 'seqrec.json'), 'utf8');
  expect(text).toContain('// --data: files or a directory to read');
  expect(text).toContain('"userColumn": "user_id"');

  const again = await runApp(['init', '--yes', '--data', 'shop.csv'], { cwd });
  expect([again.exitCode, again.stderr]).toEqual([
    2,
    expect.stringContaining(
      'seqrec.json exists: choose another file with --to, or overwrite it with --force',
    ),
  ]);
}, 120_000);

test('train takes the written file', async () => {
  writeWalks(join(cwd, 'walks.csv'));
  const columns = ['--user-column', 'person', '--item-column', 'tree'];
  const written = await runApp(
    [
      ...['init', '--yes', '--data', 'walks.csv', ...columns, '--timestamp-column', 'when'],
      ...['--hidden-size', '8', '--layers', '1', '--max-length', '8', '--to', 'walks.json'],
    ],
    { cwd },
  );
  expect([written.exitCode, written.stderr]).toEqual([0, expect.any(String)]);
  const trained = await runApp(
    ['train', '--config', 'walks.json', '--epochs', '1', '--output', 'run', '--engine', 'cpu'],
    { cwd },
  );
  expect([trained.exitCode, trained.stderr]).toEqual([0, expect.any(String)]);
  expect(trained.stdout).toContain('bert4rec');
}, 120_000);
