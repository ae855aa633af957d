import { expect, test } from 'vitest';
import { repeatCommand } from './repeat-command.js';

test('a command to repeat is what was typed, quoted where a shell would take it apart', () => {
  const args = ['--json', 'train', '--data', "it's here.csv", '--epochs', '3', '--delimiter', ';'];
  expect(repeatCommand('train', { args, start: 'seqrec train' })).toBe(
    `seqrec train --json --data 'it'\\''s here.csv' --epochs 3 --delimiter ';'`,
  );
});
