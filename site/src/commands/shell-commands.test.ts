import { expect, test } from 'vitest';
import { shellCommands } from './shell-commands.js';

const words = (script: string) => shellCommands(script).map((command) => command.words);

test('a line is a command, a comment is none, and a backslash continues a line', () => {
  expect(words('a b # c\n# d\ne \\\n  --f g\n\nh')).toEqual([['a', 'b'], ['e', '--f', 'g'], ['h']]);
});

test('quotes keep blanks, joints and comments in one word', () => {
  expect(words(`a "b; c" 'd # "e"' f\\ g "h#\\"i"`)).toEqual([
    ['a', 'b; c', 'd # "e"', 'f g', 'h#"i'],
  ]);
});

test('joints separate commands, and redirections and variables are not words of them', () => {
  expect(words('A=1 B="2 3" c d >e 2>&1 && f | g; h < i &')).toEqual([
    ['c', 'd'],
    ['f'],
    ['g'],
    ['h'],
  ]);
  expect(shellCommands('A=1 c')).toEqual([{ variables: ['A=1'], words: ['c'] }]);
});

test('a loop gives the commands of its body', () => {
  expect(words('for x in a b; do\n  c $x\n  d\ndone')).toEqual([['c', '$x'], ['d']]);
});

test('a function gives the commands of its body, and its calls none', () => {
  expect(words('f() { a "$1"; }\nf b\nc')).toEqual([['a', '$1'], ['c']]);
});
