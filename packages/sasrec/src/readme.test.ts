import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { Catalogue } from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import { sasrec } from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('has an example that runs', async () => {
    const titles = ['Heat', 'Alien', 'Up', 'Big'];
    const catalogue = new Catalogue(
      titles.map((title, i) => ({ index: i + 1, id: title.toLowerCase(), title })),
    );
    const model = sasrec({ itemCount: catalogue.itemCount, maxLength: 20, seed: 1 });
    const { recommendations } = await model.recommend(['heat', 'up'], { catalogue, k: 2 });
    expect(recommendations).toMatchObject([
      { item: 'alien', index: 2, title: 'Alien' },
      { item: 'big' },
    ]);
  });

  it('shows that very example', () => {
    const compact = (code: string) => code.replace(/\/\/.*$/gm, '').replace(/[\s,]+/g, '');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const test = compact(readFileSync(new URL('./readme.test.ts', import.meta.url), 'utf8'));
    const statements = example.split('\n').filter((line) => line.startsWith('const'));
    expect(statements).toHaveLength(4);
    for (const statement of statements) expect(test).toContain(compact(statement));
  });

  it('lists every public name', async () => {
    const names = Object.keys(await import('./index.js'));
    expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
  });
});
