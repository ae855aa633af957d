import { Catalogue } from '@org/seqrec-data';
import { describe, expect, test } from 'vitest';
import { resolveItem } from './resolve-item.js';

const catalogue = new Catalogue(
  [
    [10, 'Toy Story (1995)'],
    [11, 'Toy Story 2 (1999)'],
    [12, 'Matrix, The (1999)'],
    [13, 'Hamlet (1996)'],
    [14, 'Hamlet (2000)'],
    [15, 'Amélie (2001)'],
    ['16', 'Twelve Monkeys (a.k.a. 12 Monkeys) (1995)'],
  ].map(([id, title], position) => ({
    index: position + 1,
    id: id as string | number,
    title: String(title),
  })),
);

function titleOf(text: string | number): string | undefined {
  const resolution = resolveItem(catalogue, text);
  return resolution.kind === 'found' ? resolution.item.title : undefined;
}

describe('resolveItem', () => {
  test.each([
    [10, 'Toy Story (1995)'],
    ['10', 'Toy Story (1995)'],
    ['16', 'Twelve Monkeys (a.k.a. 12 Monkeys) (1995)'],
    ['toy story (1995)', 'Toy Story (1995)'],
    ['Toy Story', 'Toy Story (1995)'],
    ['the matrix', 'Matrix, The (1999)'],
    ['Matrix', 'Matrix, The (1999)'],
    ['amelie', 'Amélie (2001)'],
    ['12 monkeys', 'Twelve Monkeys (a.k.a. 12 Monkeys) (1995)'],
  ])('%j is %s', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });

  test.each([
    ['Toy Stroy (1995)', ['Toy Story (1995)']],
    ['hamlet', ['Hamlet (1996)', 'Hamlet (2000)']],
    ['Toy', ['Toy Story (1995)', 'Toy Story 2 (1999)']],
    ['matirx', ['Matrix, The (1999)']],
    ['Solaris', []],
    ['', []],
    [99, []],
  ])('%j is unknown; near are %j', (text, suggestions) => {
    const resolution = resolveItem(catalogue, text);
    expect(resolution.kind).toBe('unknown');
    if (resolution.kind === 'unknown') {
      expect(resolution.near?.slice(0, suggestions.length)).toEqual(suggestions);
      if (suggestions.length === 0) expect(resolution.near).toEqual([]);
    }
  });
});

test.each(['Solaris (1972)', 'solaris', 's72'])(
  '%s, an untrained item, is known, and is not replaced by a similar title',
  (text) => {
    const item = { id: 's72', title: 'Solaris (1972)' };
    const withTitles = new Catalogue([{ index: 1, id: 1, title: 'Solari (1999)' }], [item]);
    expect(resolveItem(withTitles, text)).toEqual({ kind: 'untrained', item });
  },
);

describe('a title of several items', () => {
  const twins = new Catalogue([
    { index: 1, id: 1, title: 'Heat (1995)' },
    { index: 2, id: 'heat', title: 'Warmth' },
    { index: 3, id: 3, title: 'HEAT (1995)' },
    { index: 4, id: 4, title: 'Red Heat (1988)' },
  ]);

  test.each(['Heat (1995)', ' heat (1995)', 'heat 1995'])('%j means any of them', (text) => {
    const resolution = resolveItem(twins, text);
    expect(resolution).toMatchObject({ kind: 'ambiguous', items: [{ id: 1 }, { id: 3 }] });
  });

  test('does not matter if an id is the same text', () => {
    expect(resolveItem(twins, 'heat')).toMatchObject({ kind: 'found', item: { id: 'heat' } });
  });
});
