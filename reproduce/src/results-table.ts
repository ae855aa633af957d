import { dataSets } from './data-set.js';
import type { Result } from './result.js';
import type { NamedRow } from './row.js';

const head = [
  'Data',
  'Row',
  'Model',
  'R@10',
  'NDCG@10',
  'published R@10 / NDCG@10',
  'NDCG@10 to published',
  'seeds',
  'best epoch',
  'minutes',
  'of one core',
  'peak memory',
];

/** A Markdown table of all rows, measured or not: means over seeds, with the spread if there are several. */
export function resultsTable(rows: readonly NamedRow[], results: readonly Result[]): string {
  const baselinesLast = rows.toSorted((a, b) => Number('baseline' in a) - Number('baseline' in b));
  const lines = baselinesLast.map((row) =>
    cells(
      row,
      results.filter((result) => result.row === row.name),
    ),
  );
  return [head, head.map(() => '---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

function cells(row: NamedRow, results: readonly Result[]): string[] {
  const [published] = row.published;
  const goal =
    published === undefined
      ? 'none found'
      : `${published['hitRate@10'].toFixed(3)} / ${published['ndcg@10'].toFixed(3)}`;
  const name = `\`${row.name}\``;
  const first = [dataSets[row.data].title, name, row.title];
  if (results.length === 0) return [...first, 'not run yet', '', goal, '', '', '', '', '', ''];
  const ndcg = results.map(({ test }) => test['ndcg@10']?.mean ?? Number.NaN);
  const bestEpochs = results.flatMap(({ training }) => training?.bestEpoch ?? []);
  const peaks = results.flatMap(({ peakRssMib }) => peakRssMib ?? []);
  return [
    ...first,
    spread(results.map(({ test }) => test['hitRate@10']?.mean ?? Number.NaN)),
    spread(ndcg),
    goal,
    published === undefined ? '' : `${Math.round((mean(ndcg) / published['ndcg@10']) * 100)} %`,
    results.map(({ seed }) => seed).join(', '),
    range(bestEpochs.map(String)),
    range(results.map(({ wallSeconds }) => minutes(wallSeconds))),
    range(
      results.flatMap(({ cpuSeconds }) => (cpuSeconds === undefined ? [] : minutes(cpuSeconds))),
    ),
    peaks.length === 0 ? '' : `${(Math.max(...peaks) / 1024).toFixed(1)} GiB`,
  ];
}

/** `0.2843`, or for several values `0.2843 ± 0.0021`: the mean and the sample standard deviation. */
function spread(values: readonly number[]): string {
  const centre = mean(values).toFixed(4);
  if (values.length < 2) return centre;
  const average = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return `${centre} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(4)}`;
}

/** `12`, or for several values `11–14`. */
function range(values: readonly string[]): string {
  const sorted = values.toSorted((a, b) => Number(a) - Number(b));
  const [least = '', most = least] = [sorted[0], sorted.at(-1)];
  return least === most ? least : `${least}–${most}`;
}

function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
