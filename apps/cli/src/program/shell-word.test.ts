import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.js';

const shells = ['/bin/sh', '/bin/bash', '/bin/dash', '/bin/zsh'].filter((shell) =>
  existsSync(shell),
);

test('a word without special characters is unchanged', () => {
  for (const word of ['walks.csv', '--data=a.csv', 'postgres://ann@db:5432/shop', '-5', '50%']) {
    expect(shellWord(word)).toBe(word);
  }
  expect(shellWord('=ls')).toBe("'=ls'");
  expect(shellWord('')).toBe("''");
});

test.skipIf(process.platform === 'win32').each(shells)('%s reads each word as it was', (shell) => {
  const words = [
    'Toy Story (1995)',
    `it's "quoted" and 'quoted'`,
    '$HOME $1 $(id) `id` $((1))',
    'Help! !! !$ #no & ; | > < * ? [a] {b,c} ~',
    'back\\slash \\n \\',
    'two\nlines\n',
    ' spaces around ',
    'Amélie · 千と千尋の神隠し · 🎬',
    '-rf',
    '--artifact',
    '=ls',
    '~',
    '',
  ];
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const line = `node -e '${print}' -- ${words.map(shellWord).join(' ')}`;
  expect(JSON.parse(execFileSync(shell, ['-c', line], { encoding: 'utf8' }))).toEqual(words);
});
