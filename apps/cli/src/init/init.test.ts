import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { appEnvironment, main, runApp } from '../testing/run-app.js';
import { writeWalks } from '../testing/walks.js';

const ENTER = '\r';
const DOWN = '\x1b[B';
const RIGHT = '\x1b[C';
const CTRL_C = '\x03';

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

const terminals = spawnSync('script', ['--version'], { encoding: 'utf8' });

describe.skipIf(!`${terminals.stdout}`.includes('util-linux'))('at a terminal', () => {
  /** Starts init at a terminal, and presses keys when a question is there. */
  async function answer(
    file: string,
    to: string,
    keys: readonly (readonly [question: string, key: string])[],
  ) {
    const command = `stty cols 100 rows 30; '${process.execPath}' '${main}' init --data ${file} --to ${to}`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd,
      env: { ...appEnvironment(), TERM: 'xterm', NO_COLOR: '1' },
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      shown += part;
    });
    let from = 0;
    for (const [question, key] of keys) {
      while (!shown.slice(from).includes(question)) await setTimeout(20);
      from = shown.length;
      child.stdin.write(key);
    }
    const [exitCode] = await once(child, 'exit');
    return { exitCode, shown };
  }

  test('init asks for columns with unusual names, then for split and model', async () => {
    writeFileSync(
      join(cwd, 'bought.csv'),
      'sum,customer,sku,day\n5,ann,tea,1\n6,ann,jam,2\n7,ben,tea,3\n',
    );
    const { exitCode } = await answer('bought.csv', 'asked.json', [
      ['Which column has the users?', DOWN],
      ['customer', ENTER],
      ['Which column has the items?', DOWN],
      ['sku', ENTER],
      ['Which column has the times?', DOWN],
      ['day', ENTER],
      ['Are these the users, items and times', ENTER],
      ['How is the test chosen?', ENTER],
      ['Which model?', ENTER],
    ]);
    expect(exitCode).toBe(0);
    const written = readFileSync(join(cwd, 'asked.json'), 'utf8');
    for (const setting of [
      '"userColumn": "customer"',
      '"itemColumn": "sku"',
      '"timestampColumn": "day"',
    ]) {
      expect(written).toContain(setting);
    }
  }, 120_000);

  test('wrong guesses are corrected, and Ctrl-C writes nothing', async () => {
    writeFileSync(join(cwd, 'rated.csv'), 'user,item,thing\nann,1,tea\nann,2,jam\n');
    const { exitCode, shown } = await answer('rated.csv', 'stopped.json', [
      ['Are these the users, items and times', RIGHT],
      ['No', ENTER],
      ['Name of the column of times', ENTER],
      ['Name of the column of users', ENTER],
      ['Name of the column of items', `thing${ENTER}`],
      ['Are these the users, items and times', CTRL_C],
    ]);
    expect(exitCode).toBe(130);
    expect(shown).toContain('stopped: nothing is written');
    expect(existsSync(join(cwd, 'stopped.json'))).toBe(false);
  }, 120_000);
});
