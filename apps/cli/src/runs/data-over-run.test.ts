import { describe, expect, test } from 'vitest';
import type { DataSettings } from '../config/configuration.js';
import { parseConfiguration } from '../config/load.js';
import { dataOverRun, sameDataSettings } from './data-over-run.js';

const settings = (data: object): DataSettings => parseConfiguration({ data }, 'test').data;
const over = (run: object, given: object): DataSettings =>
  settings(dataOverRun(settings(run), given as Record<string, unknown>));

describe('settings over those of a run', () => {
  test('are set one by one; the others stay', () => {
    const run = { files: ['/data/a.csv'], userColumn: 'who', minRating: 4, minEvents: 3 };
    expect(over(run, { minEvents: 5 })).toEqual(settings({ ...run, minEvents: 5 }));
  });

  test('replace the one that they exclude', () => {
    expect(over({ minRating: 4 }, { aboveRating: 3 })).toEqual(settings({ aboveRating: 3 }));
    expect(over({ aboveRating: 3 }, { minRating: 4 })).toEqual(settings({ minRating: 4 }));
    expect(over({ sessionGap: 9 }, { sessions: 'user' })).toEqual(settings({}));
    expect(over({ query: 'select 1' }, { table: 'views' })).toEqual(settings({ table: 'views' }));
  });

  test('with other files leave titles and part of the run’s own behind', () => {
    const run = { files: ['/data/kuairec'], part: 'big', items: '/data/titles.csv', minEvents: 3 };
    expect(over(run, { files: ['/data/other'] })).toEqual(
      settings({ files: ['/data/other'], minEvents: 3 }),
    );
    expect(over(run, { files: ['/data/kuairec'], minEvents: 2 })).toMatchObject({ part: 'big' });
  });

  test('with other files leave out what is read of the file of items, unless the items are the same', () => {
    const columns = { itemAttributes: ['price'], itemIdColumn: 'sku', itemTable: 'goods' };
    const run = { files: ['/data/a.csv'], items: '/data/goods.db', ...columns };
    const files = ['/data/b.csv'];
    expect(over(run, { files })).toEqual(settings({ files }));
    const own = '/data/more.db';
    expect(over(run, { files, items: own })).toEqual(settings({ files, items: own, ...columns }));
    const lines = '/data/more.jsonl';
    const { itemTable: _, ...described } = columns;
    expect(over(run, { files, items: lines })).toEqual(
      settings({ files, items: lines, ...described }),
    );
    const itemQuery = 'select * from goods';
    expect(over(run, { itemQuery })).toEqual(settings({ ...run, itemTable: undefined, itemQuery }));
    const updated = (given: object) =>
      settings(dataOverRun(settings(run), { files, ...given }, { sameItems: true }));
    expect(updated({ itemQuery })).toEqual(
      settings({ ...run, files, itemTable: undefined, itemQuery }),
    );
    expect(updated({ items: lines })).toEqual(settings({ files, items: lines, ...described }));
    const same = dataOverRun(settings(run), { files }, { sameItems: true });
    expect(settings(same)).toEqual(settings({ ...run, files }));
  });

  test('with other files of another format keep only what does not describe files', () => {
    const run = { files: ['/data/a.csv'], userColumn: 'who', delimiter: ';', duplicates: 'last' };
    expect(over(run, { files: ['/data/b.txt'], format: 'sasrec' })).toEqual(
      settings({ files: ['/data/b.txt'], format: 'sasrec', duplicates: 'last' }),
    );
  });
});

test('a database is the same with and without its password, and data wherever it is cached', () => {
  const url = (password: string) => [`postgres://ann${password}@db/shop`];
  const [one, other] = [url(':secret'), url('')].map((files) =>
    settings({ files, cache: files[0] }),
  );
  expect(sameDataSettings(one as DataSettings, other as DataSettings)).toBe(true);
  expect(sameDataSettings(settings({}), settings({ duplicates: 'last' }))).toBe(false);
});
