import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';

const cwd = temporaryDirectory();

/** 40 people who each play two of eight songs in turn. */
beforeAll(() => {
  const rows = Array.from({ length: 40 }, (_, person) =>
    Array.from(
      { length: 6 },
      (__, play) => `p${person},song ${(person + (play % 2) * 3) % 8},${play}`,
    ),
  ).flat();
  writeFileSync(join(cwd, 'plays.csv'), ['user,item,timestamp', ...rows].join('\n'));
});

const small = [
  ...['--data', 'plays.csv', '--model', 'sasrec', '--max-length', '8', '--hidden-size', '8'],
  ...['--layers', '1', '--heads', '1', '--epochs', '2', '--resamples', '10'],
];
const json = (file: string) => JSON.parse(readFileSync(join(cwd, file), 'utf8'));
const excludeSeenOf = (run: string) => [
  json(`${run}/run.json`).configuration.evaluation.excludeSeen,
  json(`${run}/config.json`).excludeSeen,
  json(`${run}/evaluation.json`).protocols[0].excludeSeen,
];

test('where repeats are the rule, training, evaluation and recommendations keep items of the history', async () => {
  const trained = await runApp(['train', ...small, '--output', 'plays'], { cwd });
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(trained.stderr).toContain(
    'seen     rankings keep the items of the history, as 75.0 % of the events before the test repeat an item that the user had (--exclude-seen leaves them out)',
  );
  expect(trained.stdout).toContain('items of the history included');
  expect(excludeSeenOf('plays')).toEqual([false, false, false]);

  const again = await runApp(['evaluate', '--artifact', 'plays'], { cwd });
  expect(again.stdout).toContain('items of the history included');
  expect(again.stderr).toContain('result   plays/evaluation.json');
  const left = await runApp(['evaluate', '--artifact', 'plays', '--exclude-seen'], { cwd });
  expect(left.stdout).toContain('items of the history left out');
  expect(left.stderr).toContain('evaluations/seen-left-out/evaluation.json');
  expect(left.stderr).toContain("40 of 40 targets are in their user's history already");

  const songs = ['song 1', 'song 4', '-k', '8', '--artifact', 'plays'];
  expect((await runApp(['recommend', ...songs], { cwd })).stdout).toMatch(/song 1\n/);
  const others = await runApp(['recommend', ...songs, '--exclude-seen'], { cwd });
  expect(others.stdout).not.toMatch(/song [14]\n/);
});

test('--exclude-seen leaves them out all the same, and an evaluation does as the run did', async () => {
  const args = ['train', ...small, '--exclude-seen', '--output', 'strict'];
  const { stderr, exitCode } = await runApp(args, { cwd });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('seen     ');
  expect(excludeSeenOf('strict')).toEqual([true, true, true]);
  const { stdout } = await runApp(['evaluate', '--artifact', 'strict'], { cwd });
  expect(stdout).toContain('items of the history left out');
});
