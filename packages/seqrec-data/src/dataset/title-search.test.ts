import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TitleSearch } from './title-search.js';

const searchOf = (titles: readonly (string | undefined)[]) =>
  TitleSearch.of(
    titles.map((title, place) => ({
      index: place + 1,
      ...(title !== undefined && { title }),
    })),
  );

/** The rule, title by title. */
function slowly(titles: readonly (string | undefined)[], query: string, limit: number): number[] {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const text = plain(query);
  if (text === '') return [];
  const words = text.split(' ');
  const tierOf = (title: string) => {
    if (title === text) return 0;
    if (title.startsWith(text)) return 1;
    if (` ${title}`.includes(` ${text}`)) return 2;
    return words.every((word) => ` ${title}`.includes(` ${word}`)) ? 3 : 4;
  };
  return titles
    .map((title, place) => ({ index: place + 1, title: title === undefined ? '' : plain(title) }))
    .filter(({ title }) => words.every((word) => title.includes(word)))
    .sort(
      (a, b) =>
        tierOf(a.title) - tierOf(b.title) || a.title.length - b.title.length || a.index - b.index,
    )
    .slice(0, limit)
    .map(({ index }) => index);
}

it('orders by how the title holds the words, then by length, then by index', () => {
  const titles = [
    'Alien Resurrection',
    'An Alien',
    'Aliens',
    'alien',
    'The Aliens',
    'Non-alien',
    undefined,
  ];
  expect(searchOf(titles).search('ALIEN', 9)).toEqual([4, 3, 1, 2, 6, 5]);
  expect(searchOf(titles).search('alien an', 9)).toEqual([2]);
  expect(searchOf(titles).search('lien', 2)).toEqual([4, 3]);
});

it('finds what a search title by title finds', () => {
  // Few letters, so that words meet in all ways.
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'É', '-'), maxLength: 3 });
  const title = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  const titles = fc.array(fc.option(title, { nil: undefined }), { maxLength: 30 });
  fc.assert(
    fc.property(titles, title, fc.integer({ min: 1, max: 12 }), (list, query, limit) => {
      expect(searchOf(list).search(query, limit)).toEqual(slowly(list, query, limit));
    }),
    { numRuns: 500 },
  );
});

it('is the same where others have their turn while it is made', async () => {
  const items = Array.from({ length: 5000 }, (_, n) => ({ index: n + 1, title: `film ${n}` }));
  let pauses = 0;
  const made = await TitleSearch.inTurns(items, async () => {
    pauses += 1;
  });
  expect(pauses).toBe(2);
  expect(made.search('film 49', 200)).toEqual(TitleSearch.of(items).search('film 49', 200));
});

it('keeps the best of more matches than it holds at once', () => {
  const titles = Array.from({ length: 30_000 }, (_, place) => `x film ${30_000 - place}`);
  expect(searchOf(titles).search('film', 3)).toEqual(slowly(titles, 'film', 3));
  // The words apart, and now and then together.
  const mixed = titles.map((title, place) => (place % 9000 === 8999 ? `a film x ${place}` : title));
  for (const query of ['film x', 'film x film x film x film', 'ilm fil 1']) {
    expect(searchOf(mixed).search(query, 7)).toEqual(slowly(mixed, query, 7));
  }
  expect(searchOf(titles).search('x', Number.POSITIVE_INFINITY)).toHaveLength(30_000);
});
