import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { parseSearch } from '../config/load-search.js';
import { attributeOf, parsePage, textOf } from '../testing/parsed-page.js';
import { planSearch } from './plan.js';
import { trialRows } from './results.js';
import { resultsTable } from './results-table.js';
import { SearchLog } from './search-log.js';
import { searchPage } from './search-page.js';

const directory = temporaryDirectory();

const search = parseSearch(
  {
    strategy: 'asha',
    trials: 3,
    space: {
      'model.replacement': { values: ['mask', 'bert'] },
      'model.layers': { values: [1, 2] },
    },
    resources: { minEpochs: 1, maxEpochs: 2, reduction: 2 },
  },
  'test',
);
const plan = planSearch({ base: {}, search }, 'test');

const ended = {
  type: 'ended',
  bestEpoch: 1,
  epochs: 1,
  stoppedEarly: false,
  peakMemoryMiB: 300,
} as const;

async function logOfThree(): Promise<SearchLog> {
  const log = await SearchLog.open(join(directory, 'journal.jsonl'));
  const curve = [{ epoch: 1, value: 0.1 }];
  await log.beginNext(plan);
  await log.add({ ...ended, trial: 0, rung: 0, value: 0.1, curve, seconds: 4 });
  await log.beginNext(plan);
  await log.add({
    type: 'failed',
    trial: 1,
    rung: 0,
    reason: 'diverged',
    message: 'NaN <&',
    seconds: 1,
  });
  await log.beginNext(plan);
  const further = [...curve, { epoch: 2, value: 0.3 }];
  await log.add({
    ...ended,
    trial: 0,
    rung: 1,
    value: 0.3,
    curve: further,
    epochs: 2,
    bestEpoch: 2,
    seconds: 5,
  });
  return log;
}

test('results are shown the best first, failures last with their reason', async () => {
  const log = await logOfThree();
  log.check(plan);
  const rows = trialRows(plan, log);
  expect(rows).toMatchObject([
    { rank: 1, trial: 0, state: 'completed', value: 0.3, bestEpoch: 2, epochs: 2, seconds: 9 },
    { rank: undefined, trial: 1, state: 'failed', value: undefined, failure: 'diverged: NaN <&' },
  ]);
  const lines = resultsTable(rows, plan.metric).split('\n');
  expect(lines[0]).toMatch(
    /trial +replacement +layers +NDCG@10 +at epoch +of +took +end +validations/,
  );
  expect(lines[2]).toMatch(/^1 +0 .* 0\.3000 +2 +2 +9\.0 s +completed +▁█$/);
  expect(lines[3]).toContain('failed');

  await log.close();
});

test('the page has each trial in its table, and loads nothing', async () => {
  const log = await SearchLog.open(join(directory, 'journal.jsonl'));
  const rows = trialRows(plan, log);
  await log.close();
  const html = await searchPage({
    ...{ rows, metric: plan.metric, command: 'seqrec search', winner: 0, script: 'draw();' },
  });
  expect(html).toContain('NaN &lt;&amp;');
  expect(html).not.toMatch(/(src|href)="https?:/);
  const page = parsePage(html);
  const policies = page.all('meta').map((meta) => attributeOf(meta, 'content'));
  expect(policies).toContainEqual(expect.stringContaining("default-src 'none'"));
  const [head, first, second] = page.table('By their best validation');
  expect(head).toEqual(['trial', 'replacement', 'layers', 'NDCG@10', 'at epoch', 'of', 'end']);
  expect(first?.[0]).toBe('0');
  expect(first?.slice(3)).toEqual(['0.3000', '2', '2', 'completed']);
  expect(second?.at(-1)).toBe('diverged: NaN <&');
});

test('the charts of the page set the winner apart from the others', async () => {
  const log = await SearchLog.open(join(directory, 'journal.jsonl'));
  const rows = trialRows(plan, log);
  await log.close();
  const [best] = rows;
  if (best === undefined) throw new Error('there are trials');
  const html = await searchPage({
    ...{ rows: [best, { ...best, trial: 2, value: 0.2 }], winner: 0 },
    ...{ metric: plan.metric, command: 'seqrec search', script: 'draw();' },
  });
  const [validations, replacement, layers] = parsePage(html)
    .all('script')
    .filter((script) => attributeOf(script, 'type') === 'application/json')
    .map((script) => JSON.parse(textOf(script)).data.values);
  expect(validations).toMatchObject([
    { trial: 0, label: 'trial 0', epoch: 1, value: 0.1 },
    { trial: 0, label: 'trial 0', epoch: 2, value: 0.3 },
    { trial: 2, label: 'others' },
    { trial: 2, label: 'others' },
  ]);
  for (const [values, setting] of [
    [replacement, 'replacement'],
    [layers, 'layers'],
  ] as const) {
    const of = String(best.settings[`model.${setting}`]);
    expect(values).toMatchObject([
      { trial: 0, label: 'trial 0', of, value: 0.3 },
      { trial: 2, label: 'others', of, value: 0.2 },
    ]);
  }
});

test('what was begun and has no result is interrupted, also when read again', async () => {
  const log = await SearchLog.open(join(directory, 'journal.jsonl'));
  expect(log.interrupted).toEqual([]);
  expect(await log.beginNext(plan)).toEqual({ trial: 2, rung: 0 });
  expect(log.interrupted).toEqual([{ trial: 2, rung: 0 }]);
  await log.close();
  const again = await SearchLog.open(join(directory, 'journal.jsonl'));
  expect(again.interrupted).toEqual([{ trial: 2, rung: 0 }]);
  await again.close();
});
