/**
 * Prepares three sizes of a CSV out of core, beside Polars' streaming engine: time and memory of each, and how they grow.
 *
 *   pnpm --filter benchmarks bench:scale --python <python with polars/requirements.txt>
 *
 * The sizes are 20, 60 and 200 million interactions, which takes hours and 40 GB of disk on two cores; `--millions 0.2,0.4`
 * tries the command. Each side and size runs once, in a process of its own. Writes results/scale.json.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { fromStart, pythonInterpreter } from '../python.js';
import { millions20, writeInteractions } from './interactions.js';
import type { ScaleRun } from './shards-job.js';

const ROWS_A_SHARD = 4e6;
const GOAL = { peakRssMiB: 2048 };

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    millions: { type: 'string', default: '20,60,200' },
    scratch: { type: 'string' },
    out: { type: 'string' },
  },
});
const machine = describeMachine();
warnIfBusy(machine);
const python = pythonInterpreter(flags.python) ?? 'python3';
const polars = fileURLToPath(new URL('../polars/prepare_streaming.py', import.meta.url));
const parent = flags.scratch === undefined ? tmpdir() : fromStart(flags.scratch);
const directory = await mkdtemp(join(parent, 'bench-scale-'));
const lines: (ScaleRun & { readonly side: string; readonly interactions: number })[] = [];
try {
  for (const interactions of flags.millions.split(',').map((millions) => 1e6 * Number(millions))) {
    const growth = interactions / millions20.interactions;
    const users = Math.max(1, Math.round(millions20.users * growth));
    const file = join(directory, 'interactions.csv');
    await writeInteractions(file, { ...millions20, users, interactions });
    const { size } = await stat(file);
    const job = JSON.stringify({
      ...{ file, directory: join(directory, 'made') },
      shards: Math.ceil(interactions / ROWS_A_SHARD),
    });
    const sides = {
      '@org/seqrec-data': typescript('prepare/shards.ts', [job]),
      'Polars, streaming': { file: python, args: [polars, job] },
    };
    for (const [side, command] of Object.entries(sides)) {
      await mkdir(join(directory, 'made'));
      const run = (await runForJson(command)) as ScaleRun;
      await rm(join(directory, 'made'), { recursive: true });
      console.error(
        `${side}, ${interactions} interactions, ${size} bytes: ${run.seconds.toFixed(1)} s`,
      );
      lines.push({ side, interactions, ...run });
      const first = lines.find((line) => line.interactions === interactions) ?? run;
      if (first.kept !== run.kept) {
        throw new Error(`${side} kept ${run.kept} events, and the other side ${first.kept}`);
      }
    }
    await rm(file);
  }
  console.log(
    markdownTable(
      ['', 'interactions', 's', 'CPU s', 'CPU µs a row', 'peak MiB'],
      lines.map(({ side, interactions, seconds, cpuSeconds, peakRssMiB }) => [
        ...[side, String(interactions), seconds.toFixed(1), cpuSeconds.toFixed(1)],
        ...[((1e6 * cpuSeconds) / interactions).toFixed(2), String(Math.round(peakRssMiB))],
      ]),
    ),
  );
  const report = {
    ...{ date: new Date().toISOString().slice(0, 10), machine, goal: GOAL, lines },
  };
  const folder = new URL('../results/', import.meta.url);
  await writeFile(
    flags.out === undefined ? new URL('scale.json', folder) : fromStart(flags.out),
    `${JSON.stringify(report, null, 2)}\n`,
  );
} finally {
  await rm(directory, { recursive: true });
}
