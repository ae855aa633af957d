import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseSearch } from '../config/load-search.js';
import { planSearch } from './plan.js';
import { trialRows } from './results.js';
import { resultsTable } from './results-table.js';
import { SearchLog } from './search-log.js';
import { searchPage } from './search-page.js';

const directory = mkdtempSync(join(tmpdir(), 'seqrec-results-'));
afterAll(() => rmSync(directory, { recursive: true }));

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

  const page = searchPage({ rows, metric: plan.metric, command: 'seqrec search', winner: 0 });
  expect(page).toContain('NaN &lt;&amp;');
  expect(page.match(/<polyline class="winner"/g)).toHaveLength(1);
  expect(page).not.toMatch(/https?:/);
  await log.close();
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
