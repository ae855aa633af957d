// `pnpm setup:node` and `pnpm setup:gpu`: gives @tensorflow/tfjs-node or -gpu its native part, a download of hundreds of
// MB that is not made at install. Runs the package's own install script, then sees that the engine starts. A failure
// changes nothing for the rest of the toolkit, which runs on its other engines.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const TIMEOUT_MINUTES = 30;

const { values } = parseArgs({ options: { gpu: { type: 'boolean', default: false } } });
const name = values.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
const command = values.gpu ? 'pnpm setup:gpu' : 'pnpm setup:node';

// The apps have the packages as optional dependencies; both link to one directory.
const linked = ['apps/cli', 'apps/reference-server']
  .map((app) => join(root, app, 'node_modules', name))
  .find((directory) => existsSync(directory));
if (linked === undefined) {
  stop(
    `${name} is not installed: run \`pnpm install\` without --no-optional, then \`${command}\`.`,
  );
}
const directory = realpathSync(linked);
const { scripts } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));

console.error(
  `${name}: downloading TensorFlow and its addon, up to ${TIMEOUT_MINUTES} minutes ...`,
);
const install = spawnSync(scripts.install, {
  cwd: directory,
  shell: true,
  encoding: 'utf8',
  timeout: TIMEOUT_MINUTES * 60_000,
  stdio: ['ignore', 'pipe', 'pipe'],
  env: { ...process.env, PATH: withBins(directory) },
});
const output = `${install.stdout}\n${install.stderr}`;
if (install.error !== undefined || install.status !== 0) {
  stop(`${reason(install.error, output)}\n${alternatives()}`);
}

// In a process of its own: an addon that does not fit ends the process that loads it.
const check = spawnSync(
  process.execPath,
  [
    '-e',
    'const tf = require(process.argv[1]); tf.ones([2, 2]).matMul(tf.ones([2, 2])).dataSync();' +
      'console.log(tf.backend().isUsingGpuDevice ? "GPU" : "CPU")',
    directory,
  ],
  { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } },
);
if (check.status !== 0) {
  const what = /Error: .*/.exec(check.stderr)?.[0] ?? check.signal ?? `exit code ${check.status}`;
  stop(`the addon was built and does not load (${what}).\n${alternatives()}`);
}
const device = check.stdout.trim().split('\n').at(-1);
if (values.gpu && device !== 'GPU') {
  stop(
    'it runs, but finds no CUDA device: the CUDA 11.2 and cuDNN 8 libraries it needs are not there, or no GPU is.',
  );
}
console.error(`${name} works on the ${device}. \`pnpm seqrec doctor\` lists all engines.`);

/** What went wrong, from what the install script said. */
function reason(error, text) {
  if (error?.code === 'ETIMEDOUT') return `gave up after ${TIMEOUT_MINUTES} minutes.`;
  const network =
    /(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT_\w+|SELF_SIGNED\w*)/.exec(
      text,
    )?.[1];
  const host = /https?:\/\/[^\s/]+/.exec(text)?.[0] ?? 'its host';
  if (network !== undefined) return `the download from ${host} cannot be reached (${network}).`;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return `its install script failed:\n  ${lines.slice(-8).join('\n  ')}`;
}

function alternatives() {
  return [
    'Nothing else is affected: the other engines work as before, and `onnx` is faster than tfjs-node on a CPU.',
    'To go on: set TFJS_NODE_CDN_STORAGE to a mirror of its downloads, or build the addon against the',
    `TensorFlow of a PyPI wheel: node tools/tfjs-node-from-wheel/build.mjs${values.gpu ? ' --gpu' : ''}`,
  ].join('\n');
}

/** PATH with the package's own commands first, as its install script expects. */
function withBins(packageDirectory) {
  const bins = [join(packageDirectory, 'node_modules', '.bin'), process.env.PATH ?? ''];
  return bins.join(delimiter);
}

function stop(message) {
  console.error(`${command}: ${message}`);
  process.exit(1);
}
