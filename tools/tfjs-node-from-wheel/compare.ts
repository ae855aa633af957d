/**
 * Trains the same models on tfjs-node (TensorFlow itself, from a PyPI wheel), on tfjs-onnx and on the JavaScript
 * backend, and compares their losses step by step.
 *
 *   pnpm --filter tools compare:engines [--site DIR] [--engines node,onnx,cpu]
 *
 * Exit code 1 if they disagree. If TensorFlow is not available (no PyPI, no compiler), it says so and succeeds, because
 * no comparison failed.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CaseResult } from './training-losses.js';

/**
 * The largest relative differences allowed. We saw 1e-6 for losses, and 1e-4 for gradient norms, which sum up to a
 * million squares and depend on the order of addition. The limits are higher, because rounding may flip the sign of a
 * gradient near 0, and Adam makes a step of full size with either sign.
 */
const TOLERANCES = { losses: 2e-5, gradientNorms: 1e-3 } as const;
/** The exit code of build.mjs if the machine or its network lacks something that the build needs. */
const CANNOT = 3;

const { values: flags } = parseArgs({
  options: {
    site: { type: 'string' },
    engines: { type: 'string', default: 'node,onnx,cpu' },
  },
});
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const copy = path('../../.cache/tfjs-node');
const engines = flags.engines.split(',');

if (engines.includes('node')) {
  // pnpm runs scripts in the package's folder, but the path is relative to the user's directory.
  const from = process.env.INIT_CWD ?? '.';
  const site = flags.site === undefined ? [] : ['--site', resolve(from, flags.site)];
  const { status } = spawnSync(process.execPath, [path('build.mjs'), '--into', copy, ...site], {
    stdio: 'inherit',
  });
  if (status === CANNOT) {
    console.log('Not compared: TensorFlow for tfjs-node cannot be installed here, see above.');
    process.exit(0);
  }
  if (status !== 0) process.exit(1);
}

interface EngineResult {
  readonly backend: string;
  readonly version: string;
  readonly results: readonly CaseResult[];
}

const [reference = '', ...others] = engines;
const trained = new Map(engines.map((engine) => [engine, trainOn(engine)]));
const complaints: string[] = [];
for (const [i, expected] of (trained.get(reference)?.results ?? []).entries()) {
  console.log(`\n${expected.name}: loss by step on ${engines.join(', ')}`);
  const columns = engines.map((engine) => trained.get(engine)?.results[i]?.losses ?? []);
  for (const [step] of expected.losses.entries()) {
    const losses = columns.map((column) => column[step]?.toFixed(6) ?? 'none');
    console.log(`  ${String(step + 1).padStart(3)}  ${losses.join('  ')}`);
  }
  const pace = engines.map((engine) => `${engine} ${trained.get(engine)?.results[i]?.msPerStep}`);
  console.log(`  ms/step: ${pace.join(', ')}`);
  for (const other of others) {
    const actual = trained.get(other)?.results[i];
    for (const what of ['losses', 'gradientNorms'] as const) {
      const apart = largestDifference(expected[what], actual?.[what] ?? []);
      const finding = `${what} of ${reference} and ${other} differ by up to ${apart.toExponential(1)}`;
      console.log(`  ${finding}`);
      if (!(apart <= TOLERANCES[what])) complaints.push(`${expected.name}: ${finding}`);
    }
  }
  for (const engine of engines) {
    const leaked = trained.get(engine)?.results[i]?.leaked ?? 0;
    if (leaked !== 0) complaints.push(`${expected.name}: ${engine} left ${leaked} tensors behind`);
  }
}
if (complaints.length > 0) {
  console.error(`\nThe engines disagree:\n  ${complaints.join('\n  ')}`);
  process.exit(1);
}
console.log(`\n${engines.join(', ')} agree.`);

/** Trains in a process of its own, because the backends' native libraries may conflict. */
function trainOn(engine: string): EngineResult {
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    [
      ...['--conditions=@org/source', '--import', import.meta.resolve('tsx')],
      ...[path('training-losses.ts'), engine, ...(engine === 'node' ? [copy] : [])],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    console.error(`${stderr}\nTraining on ${engine} ended with ${signal ?? status}.`);
    process.exit(1);
  }
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as EngineResult;
}

/** The largest difference, relative to the expected values; NaN if a value is missing. */
function largestDifference(expected: readonly number[], actual: readonly number[]): number {
  const differences = expected.map(
    (value, i) => Math.abs(value - (actual[i] ?? Number.NaN)) / Math.abs(value),
  );
  return Math.max(...differences);
}
