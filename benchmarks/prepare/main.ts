/**
 * Prepares 20 million interactions from a CSV: @org beside Polars, on the same cores.
 *
 *   pnpm bench:prepare --python <python with polars/requirements.txt>
 *
 * Both read the file, group events by user in time order, number the items and write Arrow. Both must agree on every
 * value. They take turns, each run in a process of its own. Writes results/prepare.json.
 */
import { access, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Command, runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { fromStart, pythonInterpreter } from '../python.js';
import { millions20, writeInteractions } from './interactions.js';
import type { PrepareJob, PrepareRun } from './job.js';

const DUCKDB = '@org/seqrec-data, the CSV read by DuckDB';
const GOAL = { seconds: 60, peakRssMiB: 2048 };

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    csv: { type: 'string' },
    interactions: { type: 'string', default: String(millions20.interactions) },
    rounds: { type: 'string', default: '2' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(`usage: pnpm bench:prepare [options]

  --python PATH            a Python with benchmarks/polars/requirements.txt installed (or set PYTHON)
  --csv FILE               the interactions; written there if the file is not there (default: a temporary file)
  --interactions 20000000  how many are written
  --rounds 2               runs of each side
  --out FILE               where results go (default: benchmarks/results/prepare.json)`);
  process.exit(0);
}

const machine = describeMachine();
warnIfBusy(machine);
const python = pythonInterpreter(flags.python) ?? 'python3';
const rounds = Number(flags.rounds);
const shape = { ...millions20, interactions: Number(flags.interactions) };
const polarsScript = fileURLToPath(new URL('../polars/prepare.py', import.meta.url));

interface Contest {
  readonly side: string;
  readonly ids: PrepareJob['ids'];
  readonly runs: PrepareRun[];
}

const directory = await mkdtemp(join(tmpdir(), 'bench-prepare-'));
try {
  const file = flags.csv === undefined ? join(directory, 'interactions.csv') : fromStart(flags.csv);
  if (!(await exists(file))) await writeInteractions(file, shape);
  const { size } = await stat(file);

  const contests = (['string', 'integer'] as const).flatMap((ids): Contest[] =>
    ['@org/seqrec-data', DUCKDB, 'Polars'].map((side) => ({ side, ids, runs: [] })),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const { side, ids, runs } of contests) {
      const made = join(directory, 'made');
      await mkdir(made);
      const run = (await runForJson(
        commandOf(side, { file, directory: made, ids, format: side === DUCKDB ? 'duckdb' : 'csv' }),
      )) as PrepareRun;
      await rm(made, { recursive: true });
      runs.push(run);
      console.error(`${side}, ids as ${ids}: ${run.seconds.toFixed(1)} s`);
      checkAgainst(contests.find((other) => other.ids === ids)?.runs[0] ?? run, run, side);
    }
  }

  const results = contests.map(({ side, ids, runs }) => ({
    side,
    ids,
    seconds: round(median(runs.map((run) => run.seconds)), 1),
    cpuSeconds: round(median(runs.map((run) => run.cpuSeconds)), 1),
    peakRssMiB: round(Math.max(...runs.map((run) => run.peakRssMiB)), 0),
    digest: runs[0]?.digest,
  }));
  console.log(
    `\n${shape.interactions} interactions, ${size} bytes; both sides made the same sequences. Goal: ${GOAL.seconds} s, ${GOAL.peakRssMiB} MiB.\n`,
  );
  console.log(
    markdownTable(
      ['', 'ids', 's', 'CPU s', 'peak MiB'],
      results.map((line) => [
        line.side,
        line.ids,
        line.seconds.toFixed(1),
        line.cpuSeconds.toFixed(1),
        String(line.peakRssMiB),
      ]),
    ),
  );
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: Object.assign({}, ...contests.map(({ runs }) => runs[0]?.versions)),
    data: { ...shape, bytes: size, counts: contests[0]?.runs[0]?.counts },
    method: { rounds, order: 'interleaved', statistic: 'median; of memory the most' },
    goal: GOAL,
    results,
  };
  const folder = new URL('../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(
    flags.out === undefined ? new URL('prepare.json', folder) : fromStart(flags.out),
    `${JSON.stringify(report, null, 2)}\n`,
  );
} finally {
  await rm(directory, { recursive: true });
}

function commandOf(side: string, job: PrepareJob): Command {
  return side === 'Polars'
    ? { file: python, args: [polarsScript, JSON.stringify(job)] }
    : typescript('prepare/ours.ts', [JSON.stringify(job)]);
}

function checkAgainst(first: PrepareRun, run: PrepareRun, side: string): void {
  if (!isDeepStrictEqual([first.counts, first.digest], [run.counts, run.digest])) {
    throw new Error(
      `${side} made other sequences: ${JSON.stringify(run)}, not ${JSON.stringify(first)}`,
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
