/**
 * Training steps of BERT4Rec: @org beside PyTorch, in interleaved runs.
 *
 *   pnpm bench:engine --python <python with pytorch/requirements.txt> [--configs A,B] [--rounds 5] [--steps 15]
 *
 * First, both sides must agree on the losses of a few steps from the same weights. Then each contender trains once per
 * round in a process of its own. The order changes each round, so other work on the machine affects all contenders
 * alike. Writes results/engine.json. Without a Python, it measures only ours and writes nothing.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runForJson } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { fromStart, pythonInterpreter } from '../python.js';
import { CONFIGURATIONS, chosenConfigurations, type NamedConfiguration } from './configuration.js';
import { type Contender, ours, torchContenders } from './contender.js';
import { judge, type Measurement, type Run, summarize } from './measurement.js';
import { checkParity } from './parity.js';

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    configs: { type: 'string', default: CONFIGURATIONS.map(({ name }) => name).join() },
    contenders: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '15' },
    threads: { type: 'string', default: '2' },
    'micro-batch-rows': { type: 'string' },
    engine: { type: 'string', default: 'onnx' },
    'engine-folder': { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(`usage: pnpm bench:engine [options]

  --python PATH         a Python with benchmarks/pytorch/requirements.txt installed (or set PYTHON)
  --configs A,B,C,D     which configurations
  --contenders a,b      which contenders beside ours, by name
  --rounds 5            how often each contender is run
  --steps 15            timed steps of a run
  --threads 2           threads of each side
  --micro-batch-rows N  rows of a piece of ours; by default what the engine chooses
  --engine onnx         the engine of ours; of several (onnx,node,wasm) the first, and the others beside it
  --engine-folder DIR   where it is looked for, in DIR/node_modules (node and node-gpu are the apps': apps/cli)
  --out FILE            where results go; by default benchmarks/results/engine.json`);
  process.exit(0);
}
const rounds = Number(flags.rounds);
const steps = Number(flags.steps);
const threads = Number(flags.threads);
const python = pythonInterpreter(flags.python);
const microBatchRows = flags['micro-batch-rows'];

const engineFolder = flags['engine-folder'];
const shared = [
  ...(engineFolder === undefined ? [] : ['--engine-folder', fromStart(engineFolder)]),
  ...(microBatchRows === undefined ? [] : ['--micro-batch-rows', microBatchRows]),
];
const [engine = '', ...otherEngines] = flags.engine.split(',');

const our = ours(['--engine', engine, ...shared]);
const torch = python === undefined ? [] : torchContenders(python);
const wanted = flags.contenders?.split(',');
const contenders = [
  our,
  ...otherEngines.map((other) => ours(['--engine', other, ...shared], other)),
  ...torch.filter(({ name }) => wanted === undefined || wanted.includes(name)),
];
const machine = describeMachine();
warnIfBusy(machine);
if (python === undefined) {
  console.error('No Python is given (--python or PYTHON): ours is measured alone.');
}

const configurations = [];
const versions: Record<string, string> = {};
for (const configuration of chosenConfigurations(flags.configs)) {
  const [reference] = torch;
  const parity =
    reference && (await checkParity(configuration, { ours: our, torch: reference, threads }));
  if (parity !== undefined) {
    console.error(
      `${configuration.name}: losses agree to ${parity.largestDifference.toExponential(1)}`,
    );
  }
  const measurements = await measure(configuration, contenders);
  for (const { runs } of measurements) Object.assign(versions, ...runs.map((run) => run.versions));
  const summary = summarize(measurements);
  const verdict = judge(configuration, measurements);
  configurations.push({ ...configuration, parity, verdict, contenders: summary });

  const { name, about, batch, length, hidden, heads, items, masked } = configuration;
  console.log(
    `\n${name}: ${about} (batch ${batch}, length ${length}, hidden ${hidden}, ${heads} heads, ${items} items, ${masked} masked)\n`,
  );
  if (verdict !== undefined) {
    const { fairest, times, timesByRound, goal, memoryShare, timesUsual } = verdict;
    const usual =
      timesUsual === undefined ? '' : `; ${timesUsual.toFixed(2)} of the usual way to write it`;
    console.log(
      `${times.toFixed(2)} times the sequences per second of PyTorch with the same shortcut (${fairest}; by round ${timesByRound.map((each) => each.toFixed(2)).join(' ')}), goal ${goal}; ${memoryShare.toFixed(2)} of its memory, goal 0.5${usual}.\n`,
    );
  }
  console.log(
    markdownTable(
      [
        '',
        'ms/step',
        'sequences/s',
        'peak MiB',
        'CPU ms/step',
        'first step ms',
        'ours ×',
        'by round',
      ],
      summary.map((line) => [
        line.name,
        line.msPerStep.toFixed(0),
        line.sequencesPerSecond.toFixed(0),
        line.peakRssMiB.toFixed(0),
        line.cpuMsPerStep.toFixed(0),
        line.firstStepMs.toFixed(0),
        line.oursTimes?.toFixed(2) ?? '',
        line.oursTimesByRound?.map((times) => times.toFixed(2)).join(' ') ?? '',
      ]),
    ),
  );
  const [{ compileMs, laterCompileMs } = {}] = summary;
  console.log(`\nOurs compiles in ${compileMs} ms, a later shape in ${laterCompileMs} ms.`);
}

if (python !== undefined) {
  const directory = new URL('../results/', import.meta.url);
  await mkdir(directory, { recursive: true });
  await writeFile(
    flags.out ?? new URL('engine.json', directory),
    `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), machine, versions, rounds, steps, threads, configurations }, null, 2)}\n`,
  );
}

async function measure(
  configuration: NamedConfiguration,
  all: readonly Contender[],
): Promise<readonly Measurement[]> {
  const runs = new Map<Contender, Run[]>(all.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % all.length;
    for (const contender of [...all.slice(first), ...all.slice(0, first)]) {
      const run = (await runForJson(contender.command(configuration, { steps, threads }))) as Run;
      runs.get(contender)?.push(run);
      console.error(
        `${configuration.name} round ${round + 1} ${contender.name}: ${run.msPerStep.toFixed(0)} ms/step, ${run.peakRssMiB.toFixed(0)} MiB`,
      );
    }
  }
  return all.map((contender) => ({ contender, runs: runs.get(contender) ?? [] }));
}
