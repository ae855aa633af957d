// Checks the engine `onnx-cuda` on a machine with a GPU, from the folder that `pack.mjs` packed. Needs no network, and
// stops starting new work after `--seconds`.
//
// 1. Twenty steps without dropout must have the losses of the engine `onnx` on the CPU, to 1e-3.
// 2. Milliseconds of a step of the benchmark's configurations A to D, beside PyTorch on the same card if python3 has it.
// 3. With --ml-1m FILE (`user item` per line, in time order), an epoch of MovieLens 1M on the GPU and on the CPU.
//
// Prints a table, and writes all numbers as JSON to --out. Exit code 1 if the losses differ or the engine does not start.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '540' },
    'ml-1m': { type: 'string' },
    out: { type: 'string', default: join(here, 'results.json') },
    /** For a try on a machine without a GPU. */
    engine: { type: 'string', default: 'onnx-cuda' },
    configs: { type: 'string', default: 'A,B,C,D' },
    steps: { type: 'string', default: '20' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`usage: sh check.sh [options]

  --seconds 540     start nothing new after so many seconds
  --ml-1m FILE      an epoch of MovieLens 1M: a file with \`user item\` per line, in time order
  --configs A,B     which configurations are timed
  --steps 20        timed steps
  --engine NAME     another engine than onnx-cuda, to try this script without a GPU
  --out FILE        where the numbers go`);
  process.exit(0);
}
const PARITY_STEPS = 20;
const TOLERANCE = 1e-3;
const PAPER = { heads: 2, layers: 2, dropout: 0.2 };
/** As in benchmarks/engine/configuration.ts. */
const CONFIGURATIONS = {
  A: { ...PAPER, batch: 128, length: 200, hidden: 64, items: 3420, masked: 40 },
  B: { ...PAPER, batch: 256, length: 50, hidden: 64, items: 12_103, masked: 10 },
  C: { ...PAPER, batch: 64, length: 100, hidden: 256, heads: 4, items: 3420, masked: 20 },
  D: { ...PAPER, batch: 128, length: 50, hidden: 128, items: 40_857, masked: 10 },
};
const started = performance.now();
const deadline = started + Number(values.seconds) * 1000;
const threads = String(availableParallelism());
const environment = { ...process.env, LD_LIBRARY_PATH: libraryFolders() };

const results = {
  date: new Date().toISOString(),
  cpu: `${cpus()[0]?.model.trim()}, ${threads} cores`,
  gpu: firstLine(run('nvidia-smi', ['--query-gpu=name,driver_version', '--format=csv,noheader'])),
  torch: firstLine(
    run('python3', ['-c', 'import torch; torch.cuda.init(); print(torch.__version__)']),
  ),
  parity: undefined,
  steps: [],
  epochs: [],
  problems: [],
};
console.log(
  `${results.gpu ?? 'no GPU that nvidia-smi knows'}; torch ${results.torch ?? 'without CUDA'}`,
);

parity();
for (const name of values.configs.split(',')) timeSteps(name);
if (values['ml-1m'] !== undefined) for (const engine of [values.engine, 'onnx']) epoch(engine);

results.seconds = Math.round((performance.now() - started) / 1000);
writeFileSync(values.out, `${JSON.stringify(results, undefined, 2)}\n`);
for (const problem of results.problems) console.error(`problem: ${problem}`);
console.log(`${results.seconds} s; numbers in ${values.out}`);
process.exitCode = results.problems.length === 0 ? 0 : 1;

/** TF32 would round the GPU's products to 10 bits, so it is off here and on where speed is measured. */
function parity() {
  const lossesOn = (engine) =>
    ours(
      'steps.mjs',
      [
        JSON.stringify({ ...CONFIGURATIONS.B, dropout: 0 }),
        ...['--engine', engine, '--steps', String(PARITY_STEPS), '--threads', threads],
        ...['--parity', join(tmpdir(), `gpu-check-${process.pid}.safetensors`)],
      ],
      { NVIDIA_TF32_OVERRIDE: '0' },
    )?.losses;
  const found = lossesOn(values.engine);
  const expected = found && lossesOn('onnx');
  if (found === undefined || expected === undefined) return;
  const largest = Math.max(...found.map((loss, step) => Math.abs(loss - expected[step])));
  results.parity = { steps: found.length, largest, found, expected };
  console.log(
    `parity: ${found.length} steps, losses differ by at most ${largest.toExponential(1)}`,
  );
  if (!(largest <= TOLERANCE)) results.problems.push(`losses differ by ${largest}`);
}

function timeSteps(name) {
  const configuration = CONFIGURATIONS[name];
  if (configuration === undefined) {
    results.problems.push(`there is no configuration '${name}'`);
    return;
  }
  const text = JSON.stringify(configuration);
  const mine = ours('steps.mjs', [
    text,
    ...['--engine', values.engine, '--steps', values.steps, '--threads', threads],
  ]);
  const torch =
    results.torch === undefined
      ? undefined
      : json('python3', [
          join(here, 'bert4rec.py'),
          text,
          ...['--steps', values.steps, '--device', 'cuda', '--fused', '--asked-slots'],
        ]);
  results.steps.push({ name, ours: mine, torch });
  const shown = (side) => (side === undefined ? '-' : `${side.msPerStep.toFixed(1)} ms/step`);
  console.log(`${name}: ${values.engine} ${shown(mine)}, torch on CUDA ${shown(torch)}`);
}

function epoch(engine) {
  const options = {
    ...{ file: values['ml-1m'], engine, length: 200, batch: 128, hidden: 64, heads: 2, layers: 2 },
    ...{ dropout: 0.2, maskRatio: 0.2, epochs: 2, threads: Number(threads) },
  };
  const result = ours('epoch.mjs', [JSON.stringify(options)]);
  results.epochs.push({ engine, result });
  if (result !== undefined) {
    console.log(
      `ML-1M on ${engine}: epochs of ${result.seconds.map((s) => s.toFixed(1)).join(', ')} s`,
    );
  }
}

function ours(program, args, extra = {}) {
  return json(process.execPath, [join(here, program), ...args], extra);
}

/** The JSON on a command's last line; undefined, with a problem noted, if it fails. */
function json(command, args, extra = {}) {
  const left = Math.floor(deadline - performance.now());
  if (left < 5000) {
    results.problems.push(`no time left for ${args.join(' ')}`);
    return undefined;
  }
  const { status, stdout, stderr, error } = run(command, args, extra, left);
  if (status !== 0) {
    const lines = `${stderr}`.trim().split('\n');
    const reason = lines.find((line) => /^(\w*Error)( \[\w+\])?: /.test(line)) ?? lines.at(-1);
    results.problems.push(`${args[0]} failed: ${error?.message ?? reason}`);
    return undefined;
  }
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function run(command, args, extra = {}, timeout = 60_000) {
  const env = { ...environment, ...extra };
  return spawnSync(command, args, { encoding: 'utf8', env, timeout, maxBuffer: 2 ** 26 });
}

function firstLine({ status, stdout }) {
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

/** The folders of CUDA's libraries: those of python3's packages, of PyTorch and of an installed CUDA. */
function libraryFolders() {
  const code =
    'import glob, sysconfig; p = sysconfig.get_paths()["purelib"];' +
    'print(":".join(glob.glob(p + "/nvidia/*/lib") + glob.glob(p + "/torch/lib")))';
  const { stdout } = spawnSync('python3', ['-c', code], { encoding: 'utf8' });
  return [process.env.LD_LIBRARY_PATH, stdout?.trim(), '/usr/local/cuda/lib64']
    .filter(Boolean)
    .join(':');
}
