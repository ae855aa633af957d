import { expect, test } from 'vitest';
import { layoutLine } from './layout-line.js';

test('the layout of data is one line, which shows a wrong guess', () => {
  const columns = { user: 'visitor', item: 'sku', timestamp: 'at', value: 'stars' };
  expect(layoutLine({ delimiter: ';', header: true, encoding: 'gbk', columns })).toBe(
    '";" between columns, header, gbk; user = visitor, item = sku, time = at, rating = stars',
  );
  expect(layoutLine({ delimiter: '\t', header: false, columns: { user: '1', item: '2' } })).toBe(
    'tabs between columns, no header; user = 1, item = 2, no times',
  );
  expect(layoutLine({ isList: true, columns: { user: 'user', item: 'items' } })).toBe(
    'lists of items; user = user, item = items, no times',
  );
  expect(layoutLine({ isList: false, columns })).toBe(
    'user = visitor, item = sku, time = at, rating = stars',
  );
});
