/**
 * Measures the memory that it takes to evaluate two scorers on 138,000 users and 27,000 items by full ranking (ranks,
 * intervals, slices, the debiased view and the files with the values of every user), and then to compare the two.
 *
 *   pnpm --filter benchmarks bench:evaluation
 *
 * The scores are synthetic, so the memory of a model comes on top. Writes results/evaluation.json.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare, measure, readPerUser, writeEvaluation } from '@org/evaluation';
import { Catalogue, itemCounts, splitSequences } from '@org/seqrec-data';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { millions20 } from '../prepare/interactions.js';
import { peakRssMib } from '../process-usage.js';
import { fromStart } from '../python.js';
import { syntheticScorer } from './synthetic-scorer.js';
import { syntheticSequences } from './synthetic-sequences.js';

const GOAL_MIB = 1024;

const { values: flags } = parseArgs({
  options: {
    users: { type: 'string', default: String(millions20.users) },
    items: { type: 'string', default: String(millions20.items) },
    interactions: { type: 'string', default: String(millions20.interactions) },
    resamples: { type: 'string', default: '2000' },
    out: { type: 'string' },
  },
});
const shape = {
  users: Number(flags.users),
  items: Number(flags.items),
  interactions: Number(flags.interactions),
  seed: millions20.seed,
};
const resamples = Number(flags.resamples);
const machine = describeMachine();
warnIfBusy(machine);

const stages: { stage: string; seconds: number; peakMiB: number }[] = [];
let begun = performance.now();
function done(stage: string): void {
  const seconds = (performance.now() - begun) / 1000;
  stages.push({ stage, seconds: round(seconds, 1), peakMiB: round(peakRssMib(), 0) });
  console.error(`${stage}: ${seconds.toFixed(1)} s, peak ${peakRssMib().toFixed(0)} MiB`);
  begun = performance.now();
}

const sequences = syntheticSequences(shape);
const catalogue = new Catalogue(
  Array.from({ length: shape.items }, (_, i) => ({ index: i + 1, id: i + 1 })),
);
done('sequences');
const split = splitSequences(sequences, { kind: 'leave-one-out' });
// A trained model has these counts. Counting all sequences avoids the training part, a copy of nearly all events.
const popularity = itemCounts(sequences, shape.items);
done('split');

const intervals = { level: 0.95, resamples, seed: 1 };
const measured = await measure(
  [
    { scorer: syntheticScorer('shaken', shape.items, 1), role: 'model' },
    { scorer: syntheticScorer('popularity', shape.items, 0), role: 'baseline' },
  ],
  split.test,
  {
    protocol: { ranking: 'full' },
    ...{ catalogue, popularity, userIds: sequences.userIds, intervals },
    ks: [5, 10, 20],
    debiasPower: 1,
    onScorer: ({ scorer }) => done(`measure ${scorer}`),
  },
);

const directory = await mkdtemp(join(tmpdir(), 'bench-evaluation-'));
try {
  const file = await writeEvaluation(directory, {
    protocols: [measured],
    record: {
      createdAt: new Date().toISOString(),
      command: 'pnpm --filter benchmarks bench:evaluation',
      wallSeconds: performance.now() / 1000,
      dataset: { contentHash: 'synthetic', source: {}, filters: {}, counts: shape },
      split: { kind: 'leave-one-out' },
      model: { kind: 'synthetic', version: '0', config: {}, training: {} },
      engine: { name: 'none', backend: 'none', package: 'none', version: '0' },
      versions: { node: process.versions.node },
      seeds: { evaluation: 1 },
      intervals,
    },
  });
  done('write');
  const [protocol] = file.protocols;
  if (protocol === undefined) throw new Error('nothing was written');
  const results = await readPerUser(directory, protocol);
  const contestants = results.scorers.map(({ scorer }) => ({ label: scorer, scorer, results }));
  const [first, ...others] = contestants;
  if (first === undefined) throw new Error('no scorer was written');
  compare(first, others, { metrics: ['ndcg@10', 'hitRate@10'], resamples, seed: 1 });
  done('compare');

  const sizes = await Promise.all(
    (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size),
  );
  console.log(`\nGoal: ${GOAL_MIB} MiB.\n`);
  console.log(
    markdownTable(
      ['stage', 's', 'peak MiB so far'],
      stages.map(({ stage, seconds, peakMiB }) => [stage, seconds.toFixed(1), String(peakMiB)]),
    ),
  );
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: { node: process.versions.node },
    data: { ...shape, events: sequences.items.length, testUsers: split.test.size },
    method: { resamples, scorers: 2, ks: [5, 10, 20], memory: 'VmHWM of the process' },
    goal: { peakRssMiB: GOAL_MIB },
    stages,
    resultBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
  const folder = new URL('../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(
    flags.out === undefined ? new URL('evaluation.json', folder) : fromStart(flags.out),
    `${JSON.stringify(report, null, 2)}\n`,
  );
} finally {
  await rm(directory, { recursive: true });
}
if (peakRssMib() > GOAL_MIB) process.exitCode = 1;

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
