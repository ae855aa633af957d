import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { appEnvironment, runApp } from './testing/run-app.js';

const cwd = mkdtempSync(join(tmpdir(), "seqrec next's "));
afterAll(() => rmSync(cwd, { recursive: true }));

const shells = ['/bin/sh', '/bin/bash'].filter((shell) => existsSync(shell));
const names = [
  ...["it's", '"quoted"', '$HOME', '`id`', 'so! !!', '--exclude', '-5', 'two\nlines', 'Amélie 🎬'],
  ...['a b', '*', '\\', '#no', '~', "'"],
];

/** People who each walk around the circle of these names. */
function writeWalks(file: string): void {
  const lines: string[] = [];
  for (let person = 0; person < 60; person += 1) {
    for (let step = 0; step < 6; step += 1) {
      const item = names[(person * 7 + step) % names.length];
      lines.push(JSON.stringify({ user: `p${person}`, item, timestamp: step }));
    }
  }
  writeFileSync(file, lines.join('\n'));
}

test('what train prints as the next command answers from its model as printed, in any shell', async () => {
  writeWalks(join(cwd, 'walks.jsonl'));
  mkdirSync(join(cwd, 'not runs'));
  const small = ['--max-length', '8', '--hidden-size', '8', '--layers', '1', '--heads', '1'];
  const { stderr, exitCode } = await runApp(
    [
      ...['train', '--data', 'walks.jsonl', '--model', 'sasrec', ...small, '--epochs', '1'],
      ...['--resamples', '10', '--output', "not runs/$it's --this", '--split', 'leave-one-out'],
    ],
    { cwd },
  );
  expect(exitCode, stderr).toBe(0);
  const next = stderr.slice(stderr.indexOf('Next:\n') + 'Next:\n'.length);
  const [recommend = '', server = ''] = next.split(/\n {2}(?=ARTIFACT=)/);
  expect(server).toMatch(
    /^ARTIFACT='not runs\/\$it'\\''s --this' (npx -y pnpm@10|pnpm) -C \S+ --filter reference-server start\n$/,
  );
  for (const shell of shells) {
    const heard = await promisify(execFile)(shell, ['-c', recommend], {
      cwd,
      env: appEnvironment(),
    });
    expect(heard.stderr).toContain("model    not runs/$it's --this (version");
    const [, history = ''] = /after {4}([\s\S]*)\n/.exec(heard.stderr) ?? [];
    const asked = history.split(' → ');
    expect(asked).toHaveLength(2);
    for (const name of asked) expect(names).toContain(name);
    expect(heard.stdout).toMatch(/^ {3}1\. /);
  }
});
