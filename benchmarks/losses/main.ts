/**
 * Times training steps of BERT4Rec with each loss for catalogues of growing size, to compare the full softmax with
 * losses over sampled items.
 *
 *   pnpm bench:losses [--items 3000,12000] [--steps 6] [--threads 2] [--out FILE]
 *
 * Each combination runs in a process of its own. Writes results/losses.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { fromStart } from '../python.js';
import { CANDIDATES, SETTING, type StepTiming, type TimedStep } from './candidate.js';

const { values: flags } = parseArgs({
  options: {
    items: { type: 'string', default: '3000,12000,40000,100000,300000' },
    steps: { type: 'string', default: '6' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(`usage: pnpm bench:losses [options]

  --items 3000,12000    sizes of the catalogue
  --steps 6             timed steps of a run, of which the median counts
  --threads 2           threads of the engine
  --out FILE            where results go; by default benchmarks/results/losses.json`);
  process.exit(0);
}
const steps = Number(flags.steps);
const threads = Number(flags.threads);
const machine = describeMachine();
warnIfBusy(machine);

interface Result {
  readonly items: number;
  readonly loss: string;
  readonly msPerStep: number;
  readonly cpuMsPerStep: number;
  readonly peakRssMiB: number;
}

const results: Result[] = [];
let versions: Readonly<Record<string, string>> = {};
for (const items of flags.items.split(',').map(Number)) {
  for (const candidate of CANDIDATES) {
    const run: TimedStep = { candidate, items, steps, threads };
    const command = typescript('losses/step.ts', [JSON.stringify(run)]);
    const timing = (await runForJson(command)) as StepTiming;
    versions = timing.versions;
    console.error(`${items} items, ${candidate.name}: ${timing.msPerStep.toFixed(0)} ms/step`);
    results.push({
      items,
      loss: candidate.name,
      msPerStep: Number(timing.msPerStep.toFixed(1)),
      cpuMsPerStep: Number(timing.cpuMsPerStep.toFixed(1)),
      peakRssMiB: Math.round(timing.peakRssMiB),
    });
  }
}

const sizes = [...new Set(results.map(({ items }) => items))];
const cell = (items: number, loss: string) => {
  const found = results.find((result) => result.items === items && result.loss === loss);
  if (found === undefined) return '';
  const { msPerStep, cpuMsPerStep, peakRssMiB } = found;
  return `${msPerStep.toFixed(0)} ms, ${cpuMsPerStep.toFixed(0)} CPU ms, ${peakRssMiB} MiB`;
};
console.log(
  markdownTable(
    ['items', ...CANDIDATES.map(({ name }) => name)],
    sizes.map((items) => [
      items.toLocaleString('en'),
      ...CANDIDATES.map(({ name }) => cell(items, name)),
    ]),
  ),
);

const out =
  flags.out === undefined
    ? new URL('../results/losses.json', import.meta.url)
    : fromStart(flags.out);
await mkdir(new URL('../results/', import.meta.url), { recursive: true });
const document = {
  date: new Date().toISOString().slice(0, 10),
  machine,
  versions,
  method: { ...SETTING, steps, threads, statistic: 'median', peakRss: 'of the whole process' },
  results,
};
await writeFile(out, `${JSON.stringify(document, undefined, 2)}\n`);
