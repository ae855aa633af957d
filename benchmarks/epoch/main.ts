/**
 * Epochs of BERT4Rec on a real data set: @org, with batches sorted by length, beside RecBole 1.2.
 *
 *   pnpm bench:epoch --python <python with recbole/requirements.txt> --data <ml-1m.txt.gz or the folder that has it>
 *
 * Both train on the same sequences: the windows that @org makes of the training part of a leave-one-out split, so an
 * epoch shows every interaction once or twice. By default RecBole makes a sequence of every prefix of a history, over a
 * hundred times as many for the same interactions. The result estimates the time of such an epoch at the measured pace.
 * (RecBole pads each sequence to the full length, so the content does not change the pace.) Writes results/epoch.json.
 */
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Allocator, glibcTuned } from '../allocator.js';
import { runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { fromStart, pythonInterpreter } from '../python.js';
import { epochData, windowsOf } from './batches.js';
import type { EpochOptions, EpochRun } from './options.js';
import { writeRecboleFiles } from './recbole-files.js';

const GOAL = 4;

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    data: { type: 'string' },
    batch: { type: 'string', default: '256' },
    epochs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    users: { type: 'string' },
    'micro-batch-rows': { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(`usage: pnpm bench:epoch --data PATH [options]

  --data PATH           ml-1m.txt.gz of SASRec and BERT4Rec, or a folder that has it (or set ORG_DATA)
  --python PATH         a Python with benchmarks/recbole/requirements.txt installed (or set PYTHON)
  --batch 256           sequences of a batch
  --epochs 2            epochs of each run; compiling falls into the first
  --rounds 1            runs of each side
  --threads 2           threads of each side
  --users N             the first N users alone, for a quick look
  --micro-batch-rows N  rows of a piece of ours; by default what the engine chooses
  --out FILE            where results go; by default benchmarks/results/epoch.json`);
  process.exit(0);
}

const options: EpochOptions = {
  file: await dataFile(flags.data ?? process.env.ORG_DATA),
  length: 200,
  batch: Number(flags.batch),
  hidden: 64,
  heads: 2,
  layers: 2,
  dropout: 0.2,
  maskRatio: 0.2,
  epochs: Number(flags.epochs),
  threads: Number(flags.threads),
  ...(flags.users !== undefined && { users: Number(flags.users) }),
  ...(flags['micro-batch-rows'] !== undefined && {
    microBatchRows: Number(flags['micro-batch-rows']),
  }),
};
const machine = describeMachine();
warnIfBusy(machine);
const python = pythonInterpreter(flags.python);
if (python === undefined) {
  console.error('No Python is given (--python or PYTHON): ours is measured alone.');
}

const data = await epochData(options);
const directory = await mkdtemp(join(tmpdir(), 'bench-epoch-'));
const sides: { name: string; run: () => Promise<EpochRun>; runs: EpochRun[] }[] = [];
try {
  await writeRecboleFiles(directory, windowsOf(data.batches));
  const command = typescript('epoch/ours.ts', [JSON.stringify(options)]);
  sides.push({ name: 'ours', run: async () => (await runForJson(command)) as EpochRun, runs: [] });
  if (python !== undefined) {
    sides.push(recbole('RecBole', python), recbole('RecBole, malloc tuned', python, glibcTuned));
  }
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    for (const { name, run, runs } of sides) {
      const result = await run();
      if (result.sequences !== data.batches.samplesPerEpoch) {
        throw new Error(
          `${name} trained on ${result.sequences} sequences, not on ${data.batches.samplesPerEpoch}`,
        );
      }
      runs.push(result);
      console.error(`round ${round + 1} ${name}: ${result.seconds.map((s) => s.toFixed(1))} s`);
    }
  }
} finally {
  await rm(directory, { recursive: true });
}

/** RecBole's default sequences: each item but a user's first ends one. */
const prefixes = data.interactions - data.users;
const ourSeconds = median((sides[0]?.runs ?? []).flatMap(({ seconds }) => seconds));
const results = sides.map(({ name, runs }) => {
  const seconds = median(runs.flatMap((run) => run.seconds));
  const sequencesPerSecond = data.batches.samplesPerEpoch / seconds;
  const estimate = name.startsWith('RecBole') && {
    estimatedHoursForEveryPrefix: round(prefixes / sequencesPerSecond / 3600, 2),
  };
  return {
    name,
    secondsPerEpoch: round(seconds, 2),
    firstEpochSeconds: round(median(runs.map((run) => run.seconds[0] ?? Number.NaN)), 2),
    cpuSecondsPerEpoch: round(median(runs.flatMap((run) => run.cpuSeconds)), 2),
    sequencesPerSecond: round(sequencesPerSecond, 1),
    peakRssMiB: round(median(runs.map((run) => run.peakRssMiB)), 0),
    oursTimes: round(seconds / ourSeconds, 2),
    ...estimate,
    losses: runs[0]?.losses.map((loss) => round(loss, 3)),
  };
});

console.log(
  `\n${data.batches.samplesPerEpoch} sequences of ${data.users} users, batches of ${options.batch}; goal: ours ${GOAL} times as fast as RecBole\n`,
);
console.log(
  markdownTable(
    [
      '',
      's/epoch',
      'first epoch s',
      'CPU s/epoch',
      'sequences/s',
      'peak MiB',
      'ours ×',
      'every prefix h',
    ],
    results.map((line) => [
      line.name,
      String(line.secondsPerEpoch),
      String(line.firstEpochSeconds),
      String(line.cpuSecondsPerEpoch),
      String(line.sequencesPerSecond),
      String(line.peakRssMiB),
      String(line.oursTimes),
      String(line.estimatedHoursForEveryPrefix ?? ''),
    ]),
  ),
);

if (python !== undefined) {
  const folder = new URL('../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const { file: _, ...settings } = options;
  const versions = Object.assign({}, ...sides.map(({ runs }) => runs[0]?.versions));
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions,
    rounds: Number(flags.rounds),
    settings,
    data: {
      sequences: data.batches.samplesPerEpoch,
      prefixes,
      users: data.users,
      items: data.itemCount,
      interactions: data.interactions,
      shapes: data.batches.shapes,
    },
    goal: GOAL,
    results,
  };
  await writeFile(
    flags.out ?? new URL('epoch.json', folder),
    `${JSON.stringify(report, null, 2)}\n`,
  );
}

function recbole(name: string, file: string, allocator?: Allocator) {
  const script = fileURLToPath(new URL('../recbole/train_epoch.py', import.meta.url));
  const command = {
    file,
    args: ['-W', 'ignore', script, directory, JSON.stringify(options)],
    ...(allocator && { environment: allocator.environment }),
  };
  return { name, run: async () => (await runForJson(command)) as EpochRun, runs: [] };
}

async function dataFile(path: string | undefined): Promise<string> {
  if (path === undefined) throw new Error('give the data with --data or ORG_DATA; see --help');
  const start = fromStart(path);
  const places = [start, join(start, 'ml-1m.txt.gz'), join(start, 'ml-1m', 'ml-1m.txt.gz')];
  for (const place of places.filter((candidate) => candidate.endsWith('.gz'))) {
    if (
      await access(place).then(
        () => true,
        () => false,
      )
    )
      return place;
  }
  throw new Error(`there is no ml-1m.txt.gz in ${start}`);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
