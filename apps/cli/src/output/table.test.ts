import { expect, test } from 'vitest';
import { formatTable } from './table.js';

test('columns line up, numbers flush right, without frames or escape codes', () => {
  const table = formatTable(
    ['model', 'NDCG@10'],
    [
      ['bert4rec', '0.0512'],
      ['popularity', '0.02'],
    ],
  );
  expect(table).toBe(
    [
      'model       NDCG@10',
      '───────────────────',
      'bert4rec     0.0512',
      'popularity     0.02',
    ].join('\n'),
  );
});
