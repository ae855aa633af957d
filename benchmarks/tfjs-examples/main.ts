/**
 * Programs in the manner of tfjs-examples: milliseconds of a batch on each engine.
 *
 *   pnpm bench:tfjs-examples [--engines onnx-compiled,onnx,wasm,cpu,node] [--examples iris,mnist-cnn] [--batches 20]
 *
 * Each run has a process of its own. All engines must have the losses of `cpu`, to 1e-3. Engines that are not installed
 * are left out. Writes results/tfjs-examples.json.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listEngines } from '@org/engine';
import { runForJson, typescript } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { fromStart } from '../python.js';
import { EXAMPLES, exampleNamed } from './examples.js';
import { COMPILED } from './train-compiled.js';

const { values: flags } = parseArgs({
  options: {
    engines: { type: 'string', default: 'onnx-compiled,onnx,wasm,cpu,node' },
    examples: { type: 'string', default: EXAMPLES.map(({ name }) => name).join() },
    batches: { type: 'string', default: '20' },
    'engine-folder': { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (flags.help) {
  console.log(`usage: pnpm bench:tfjs-examples [options]

  --engines onnx-compiled,wasm,cpu   engines; those that are not installed are left out; onnx-compiled is onnx with a
                                 compiled step in place of model.fit
  --examples iris,mnist-cnn      which programs
  --batches 20                   batches of a run; the time is the median of all but the first three
  --engine-folder DIR            where engines are looked for, in DIR/node_modules; by default apps/cli
  --out FILE                     where results go; by default benchmarks/results/tfjs-examples.json`);
  process.exit(0);
}
/** The first batches of a shape make sessions and warm caches. */
const WARM_UP = 3;
const batches = Number(flags.batches);
if (!Number.isInteger(batches) || batches <= WARM_UP) {
  console.error(`--batches must be a whole number above ${WARM_UP}, got ${flags.batches}`);
  process.exit(2);
}
const folder = flags['engine-folder'] ?? fileURLToPath(new URL('../../apps/cli', import.meta.url));
const machine = describeMachine();
warnIfBusy(machine);

const reports = await listEngines({ resolveFrom: new URL(`file://${folder}/main.js`).href });
const engines = flags.engines.split(',').filter((name) => {
  const report = reports.find(
    (candidate) => candidate.name === (name === COMPILED ? 'onnx' : name),
  );
  if (report?.usable === true) return true;
  console.error(`not measured: ${name} (${report?.reason ?? 'unknown engine'})`);
  return false;
});

interface Result {
  readonly example: string;
  readonly engine: string;
  readonly version: string;
  readonly msPerBatch: number;
  readonly losses: readonly number[];
}

const results: Result[] = [];
for (const example of flags.examples.split(',').map(exampleNamed)) {
  for (const engine of engines) {
    const run = typescript('tfjs-examples/run.ts', [example.name, engine, flags.batches, folder]);
    const { losses, milliseconds, version } = (await runForJson(run)) as {
      losses: number[];
      milliseconds: number[];
      version: string;
    };
    const msPerBatch = Number(median(milliseconds.slice(WARM_UP)).toFixed(2));
    console.error(`${example.name} on ${engine}: ${msPerBatch} ms/batch`);
    results.push({ example: example.name, engine, version, msPerBatch, losses });
  }
}

const of = (example: string, engine: string): Result | undefined =>
  results.find((result) => result.example === example && result.engine === engine);
const different = results.filter(({ example, losses }) => {
  const expected = of(example, 'cpu')?.losses ?? losses;
  return losses.some((loss, batch) => !(Math.abs(loss - (expected[batch] ?? NaN)) < 1e-3));
});
for (const { example, engine } of different) {
  console.error(`${example} on ${engine}: the losses differ from those of cpu`);
}
const examples = [...new Set(results.map(({ example }) => example))];
console.log(
  markdownTable(
    ['ms per batch', ...engines],
    examples.map((example) => [
      example,
      ...engines.map((engine) => of(example, engine)?.msPerBatch.toFixed(1) ?? ''),
    ]),
  ),
);

const out =
  flags.out === undefined
    ? new URL('../results/tfjs-examples.json', import.meta.url)
    : fromStart(flags.out);
await mkdir(new URL('../results/', import.meta.url), { recursive: true });
const document = {
  date: new Date().toISOString().slice(0, 10),
  machine,
  node: process.versions.node,
  method: { batches, warmUp: WARM_UP, statistic: 'median' },
  results,
};
await writeFile(out, `${JSON.stringify(document, undefined, 2)}\n`);
process.exitCode = different.length === 0 ? 0 : 1;
