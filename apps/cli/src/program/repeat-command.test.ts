import { expect, test } from 'vitest';
import { repeatCommand } from './repeat-command.js';

test('a command to repeat equals the typed one, with quotes where a shell needs them', () => {
  const args = ['--json', 'train', '--data', "it's here.csv", '--epochs', '3', '--delimiter', ';'];
  expect(repeatCommand('train', { args, start: 'seqrec train' })).toBe(
    `seqrec train --json --data 'it'\\''s here.csv' --epochs 3 --delimiter ';'`,
  );
});

test.each([
  ['postgres://ann:secret@db.example:5432/shop', 'postgres://ann@db.example:5432/shop'],
  ['--data=postgresql://ann:p%40ss@db/shop', '--data=postgresql://ann@db/shop'],
  [
    'postgres://db/shop?user=ann&password=secret&ssl=1',
    "'postgres://db/shop?user=ann&password=&ssl=1'",
  ],
  ['postgres://ann@db/shop', 'postgres://ann@db/shop'],
  ['folder/a:b@c.csv', 'folder/a:b@c.csv'],
])('%s is repeated as %s', (typed, repeated) => {
  expect(repeatCommand('train', { args: ['train', typed], start: 'seqrec train' })).toBe(
    `seqrec train ${repeated}`,
  );
});
