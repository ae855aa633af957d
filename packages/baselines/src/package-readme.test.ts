import { readFileSync } from 'node:fs';
import { sequencesFromLists } from '@org/seqrec-data';
import { expect, it } from 'vitest';
import { fitBaseline } from './index.js';

it('gives the results of the example in the README', async () => {
  const train = sequencesFromLists([
    [1, 2, 3],
    [1, 2],
    [4, 2, 3],
  ]);
  const history = { items: Int32Array.of(4, 2) };
  const printed: [string, number][] = [];
  for (const kind of ['popularity', 'markov', 'item-knn'] as const) {
    const { name, score } = await fitBaseline(kind, train, { itemCount: 4 });
    const { data } = await score([history]);
    printed.push([name, data.indexOf(Math.max(...data))]);
  }
  expect(printed).toEqual([
    ['popularity', 2],
    ['markov', 3],
    ['item-knn', 3],
  ]);
});

it('lists every public name in the README', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const names = Object.keys(await import('./index.js'));
  expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
});
