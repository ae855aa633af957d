import { describe, expect, it, test } from 'vitest';
import { pages } from '../pages.js';
import { codeBlocks } from './code-block.js';
import { commandProblem } from './command-problem.js';
import { shellCommands } from './shell-commands.js';

const problems = (script: string) =>
  shellCommands(script).flatMap((command) => commandProblem(command) ?? []);

test.each(pages.map(({ file }) => file))('%s shows commands that exist', (file) => {
  const found = codeBlocks(file)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code, line }) => problems(code).map((problem) => `${file}:${line}: ${problem}`));
  expect(found).toEqual([]);
});

describe('a problem is', () => {
  it.each([
    ['pnpm seqrec trian', 'seqrec has no command trian'],
    ['seqrec train --epoch 3', 'seqrec train has no flag --epoch'],
    ['pnpm --filter cli strat', 'cli has no script strat'],
    ['npx -y pnpm@10 --filter clj train', 'there is no workspace clj'],
    ['pnpm bench:servin', 'org has no script bench:servin'],
    ['npm i @org/nothing', 'there is no package @org/nothing'],
    ['node tools/nothing.mjs', 'there is no file tools/nothing.mjs'],
    [
      'curl -s http://127.0.0.1:3000/v1/recomendations',
      'the server has no route /v1/recomendations',
    ],
    ['popularity,markov # a broken line', 'there is no program popularity,markov'],
  ])('%s', (script, problem) => {
    expect(problems(script)).toEqual([problem]);
  });

  it('none of these', () => {
    expect(
      problems(
        'pnpm seqrec registry list && seqrec --json train --seed=2; pnpm test; curl $URL/livez',
      ),
    ).toEqual([]);
  });
});
