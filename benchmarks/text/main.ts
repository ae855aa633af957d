/**
 * Encodes film plots as vectors: @org/text-encoder on the onnx engine beside sentence-transformers.
 *
 *   pnpm bench:text --model FOLDER --data FOLDER --python <python with sentence-transformers/requirements.txt>
 *
 * Both encode the same texts with the same weights, limit and pooling (the mean, not normalized). Their vectors must
 * agree to 1e-4. Writes results/text.json.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Allocator, glibcTuned } from '../allocator.js';
import { type Command, runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { fromStart, pythonInterpreter } from '../python.js';
import type { TextOptions, TextRun } from './options.js';
import { readPlots } from './plots.js';

const GOAL = 1.2;
const TOLERANCE = 1e-4;
const MAX_TOKENS = 256;
/** With `--quick`, takes one text in this many. */
const QUICK_STEP = 10;

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string' },
    data: { type: 'string' },
    python: { type: 'string' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help || flags.model === undefined) {
  console.log(`usage: pnpm bench:text --model FOLDER --data PATH [options]

  --model FOLDER  a BERT model in Hugging Face's layout, e.g. all-MiniLM-L6-v2
  --data PATH     plots_movies_extrainfos.dat.gz of MovieLens-1M, or a folder that has it (or set ORG_DATA)
  --python PATH   a Python with benchmarks/sentence-transformers/requirements.txt installed (or set PYTHON)
  --threads 2     threads of each side
  --rounds 1      runs of each side
  --quick         every tenth text alone
  --out FILE      where results go; by default benchmarks/results/text.json, with --quick nowhere`);
  process.exit(flags.help ? 0 : 2);
}

const machine = describeMachine();
warnIfBusy(machine);
const python = pythonInterpreter(flags.python);
const plots = await readPlots(fromStart(flags.data ?? process.env.ORG_DATA ?? '.'));
const texts = flags.quick ? plots.filter((_, i) => i % QUICK_STEP === 0) : plots;
const directory = await mkdtemp(join(tmpdir(), 'bench-text-'));
const options = (name: string): TextOptions => ({
  model: fromStart(flags.model ?? ''),
  texts: join(directory, 'texts.json'),
  threads: Number(flags.threads),
  maxTokens: MAX_TOKENS,
  vectors: join(directory, `${name}.bin`),
});
const sides: { readonly name: string; readonly command: Command; readonly runs: TextRun[] }[] = [
  {
    name: 'ours',
    command: typescript('text/ours.ts', [JSON.stringify(options('ours'))]),
    runs: [],
  },
];
if (python === undefined) {
  console.error('No Python is given (--python or PYTHON): ours is measured alone.');
} else {
  sides.push(theirs('sentence-transformers', python));
  sides.push(theirs('sentence-transformers, malloc tuned', python, glibcTuned));
}

try {
  await writeFile(join(directory, 'texts.json'), JSON.stringify(texts));
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    for (const { name, command, runs } of sides) {
      const run = (await runForJson(command)) as TextRun;
      runs.push(run);
      console.error(
        `round ${round + 1} ${name}: ${run.seconds.toFixed(1)} s, CPU ${run.cpuSeconds.toFixed(1)} s`,
      );
    }
  }
  for (const { name } of sides.slice(1)) await checkParity(name);
} finally {
  await rm(directory, { recursive: true });
}

const ours = sides[0]?.runs ?? [];
const results = sides.map(({ name, runs }) => {
  const middle = (of: (run: TextRun) => number) => median(runs.map(of));
  const seconds = middle((run) => run.seconds);
  const cpuSeconds = middle((run) => run.cpuSeconds);
  return {
    name,
    seconds: round(seconds),
    cpuSeconds: round(cpuSeconds),
    textsPerSecond: round(texts.length / seconds),
    peakRssMiB: Math.round(middle((run) => run.peakRssMiB)),
    oursTimes: round(seconds / median(ours.map((run) => run.seconds))),
    oursTimesByCpu: round(cpuSeconds / median(ours.map((run) => run.cpuSeconds))),
    versions: runs[0]?.versions,
  };
});
console.log(`\n${texts.length} plots; goal: ours ${GOAL} times as fast\n`);
console.log(
  markdownTable(
    ['', 's', 'CPU s', 'texts/s', 'peak MiB', 'ours ×', 'ours × by CPU'],
    results.map((line) => [
      line.name,
      String(line.seconds),
      String(line.cpuSeconds),
      String(line.textsPerSecond),
      String(line.peakRssMiB),
      String(line.oursTimes),
      String(line.oursTimesByCpu),
    ]),
  ),
);
const standard = fileURLToPath(new URL('../results/text.json', import.meta.url));
const out = flags.out === undefined ? (flags.quick ? undefined : standard) : fromStart(flags.out);
if (out !== undefined) {
  const result = {
    machine,
    texts: texts.length,
    threads: Number(flags.threads),
    goal: GOAL,
    results,
  };
  await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);
}

function theirs(name: string, interpreter: string, allocator?: Allocator): (typeof sides)[number] {
  const script = fileURLToPath(new URL('../sentence-transformers/encode.py', import.meta.url));
  const file = name.replaceAll(/[^a-z]+/g, '-');
  return {
    name,
    command: {
      file: interpreter,
      args: [script, JSON.stringify(options(file))],
      environment: { TOKENIZERS_PARALLELISM: 'true', ...allocator?.environment },
    },
    runs: [],
  };
}

/** Throws if vectors differ by more than rounding. */
async function checkParity(name: string): Promise<void> {
  const read = async (side: string) => {
    const bytes = await readFile(options(side.replaceAll(/[^a-z]+/g, '-')).vectors);
    return new Float32Array(new Uint8Array(bytes).buffer);
  };
  const [ours, theirs] = await Promise.all([read('ours'), read(name)]);
  const largest = ours.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (theirs[i] ?? Number.NaN))),
    0,
  );
  console.error(`largest difference to ${name}: ${largest.toExponential(1)}`);
  if (ours.length !== theirs.length || !(largest <= TOLERANCE)) {
    throw new Error(`ours and ${name} differ by ${largest}, more than ${TOLERANCE}`);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
