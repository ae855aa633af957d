import { expect, test } from 'vitest';
import { currentTable, readmeTable } from './readme.js';
import { readResults } from './result.js';
import { resultsTable } from './results-table.js';
import { type NamedRow, readRow, rowNames } from './row.js';

const published = {
  'hitRate@10': 0.3,
  'ndcg@10': 0.2,
  source: 'a paper',
  url: 'https://example.org',
};
const row: NamedRow = {
  name: 'ml-1m-some',
  title: 'Some',
  data: 'ml-1m',
  protocol: 'full',
  published: [published],
  notes: [],
  evaluate: 'ml-1m-bert4rec',
};

function result(seed: number, ndcg: number) {
  const interval = { mean: ndcg, low: ndcg, high: ndcg };
  const some = readResults().find(({ row }) => row === 'ml-1m-popularity');
  if (some === undefined) throw new Error('the repository holds no result');
  const test = { 'hitRate@10': interval, 'ndcg@10': interval };
  return {
    ...some,
    row: row.name,
    seed,
    test,
    wallSeconds: 60 * seed,
    cpuSeconds: 120 * seed,
    peakRssMib: 1024,
  };
}

test('one seed shows its numbers, several their mean and sample deviation', () => {
  const lines = (seeds: readonly (readonly [number, number])[]) =>
    resultsTable(
      [row],
      seeds.map(([seed, ndcg]) => result(seed, ndcg)),
    )
      .split('\n')
      .at(-1);
  expect(lines([[1, 0.19]])).toBe(
    '| ML-1M | `ml-1m-some` | Some | 0.1900 | 0.1900 | 0.300 / 0.200 | 95 % | 1 |  | 1.0 | 2.0 | 1.0 GiB |',
  );
  expect(
    lines([
      [1, 0.18],
      [2, 0.2],
      [3, 0.22],
    ]),
  ).toContain('| 0.2000 ± 0.0200 | 0.300 / 0.200 | 100 % | 1, 2, 3 |  | 1.0–3.0 | 2.0–6.0 |');
});

test('a row that was not run stands in the table as such', () => {
  expect(resultsTable([row], [])).toContain('| Some | not run yet |');
});

test('every row can be read, and names a row that trains where it measures the model of another', () => {
  for (const name of rowNames()) {
    const each = readRow(name);
    if ('evaluate' in each) expect(readRow(each.evaluate)).toHaveProperty('train');
  }
});

test('every result is of a row, and was run with the settings that the row has now', () => {
  for (const { row: name, settings } of readResults()) {
    const each = readRow(name);
    if (!('train' in each)) continue;
    const { seed: _, ...training } = settings.training as Record<string, unknown>;
    expect({ ...settings, training }, name).toEqual({ ...each.train });
  }
});

test('the README shows the table of the results (pnpm reproduce table --write)', () => {
  expect(readmeTable()).toBe(currentTable());
});
