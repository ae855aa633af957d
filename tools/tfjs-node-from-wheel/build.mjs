// Builds tfjs-node's native addon against the TensorFlow inside a PyPI wheel, and puts it where tfjs-node looks for it.
// tfjs-node 4.22 itself would download TensorFlow 2.9 (CUDA 11.2); a wheel is current, and PyPI is often reachable where
// that download is not. Needs python3 with pip, g++ and Node's headers. See docs/engines.md.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    gpu: { type: 'boolean', default: false },
    version: { type: 'string', default: '2.21.0' },
    site: { type: 'string' },
    headers: { type: 'string' },
    into: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`usage: node tools/tfjs-node-from-wheel/build.mjs [options]

  --gpu            build @tensorflow/tfjs-node-gpu against the CUDA wheel (several GB; Linux x64)
  --version 2.21.0 the TensorFlow to take
  --site DIR       an existing site-packages folder that holds tensorflow, instead of installing one
  --headers DIR    the folder that holds node_api.h; by default the one beside this node
  --into DIR       leave the installed package as it is: build in a copy of it, DIR/node_modules/<package>`);
  process.exit(0);
}

/** Exit code where the machine or its network lacks what is needed, so that nothing could be tried. */
const CANNOT = 3;

/** Runs a command, its output passed through; if it fails, stops with one sentence. */
function run(command, args, failure) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error?.code === 'ENOENT') stop(`${command} is not on this machine.`, CANNOT);
  if (status !== 0) failure();
}

function stop(sentence, exitCode = 1) {
  console.error(`tfjs-node-from-wheel: ${sentence}`);
  process.exit(exitCode);
}

/** The folder with TensorFlow's headers and libraries, from `--site` or from a wheel installed into the cache. */
function tensorflowFolder() {
  if (values.site) {
    const folder = join(resolve(values.site), 'tensorflow');
    if (!existsSync(folder)) stop(`${values.site} holds no tensorflow folder.`);
    return folder;
  }
  const wheel = values.gpu ? 'tensorflow' : 'tensorflow-cpu';
  const site = join(root, '.cache', `${wheel}-${values.version}`);
  const folder = join(site, 'tensorflow');
  if (existsSync(folder)) return folder;
  mkdirSync(site, { recursive: true });
  // The addon needs the wheel's two libraries only; the CUDA ones are dependencies of their own.
  const what = values.gpu
    ? [`tensorflow[and-cuda]==${values.version}`]
    : ['--no-deps', `${wheel}==${values.version}`];
  const quietly = ['--quiet', '--disable-pip-version-check', '--retries=2', '--timeout=60'];
  // No Python runs what is installed, so any of those that the wheel exists for will do.
  const how = ['--no-compile', '--only-binary=:all:', '--python-version=3.11', `--target=${site}`];
  run('python3', ['-m', 'pip', 'install', ...quietly, ...how, ...what], () => {
    rmSync(site, { recursive: true });
    stop(
      `pip could not install ${wheel} ${values.version}; give a folder that has it with --site.`,
      CANNOT,
    );
  });
  return folder;
}

/** Node's headers: beside the binary in an official archive, or where the distribution puts them. */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const folders = values.headers
    ? [values.headers]
    : [join(prefix, 'include', 'node'), '/usr/include/node'];
  const found = folders.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (!found) {
    stop(`no node_api.h in ${folders.join(' or ')}; give its folder with --headers.`, CANNOT);
  }
  return found;
}

function library(folder, stem) {
  const name = readdirSync(folder).find((file) => file.startsWith(stem) && /\.so\.\d+$/.test(file));
  if (!name) stop(`${folder} holds no ${stem}.so; only Linux wheels are supported.`);
  return name;
}

/** The installed package. */
function installedPackage(name) {
  const require = createRequire(join(root, 'apps', 'cli', 'package.json'));
  try {
    return dirname(realpathSync(require.resolve(`${name}/package.json`)));
  } catch {
    return stop(`${name} is not installed; run \`pnpm install\` first.`, CANNOT);
  }
}

/** Copies the package, without what may have been built in it, and links its dependencies beside the copy. */
function copyPackage(name, from, into) {
  const modules = join(resolve(into), 'node_modules');
  const copy = join(modules, name);
  rmSync(modules, { recursive: true, force: true });
  const without = ['lib', 'deps', 'node_modules'].map((part) => join(from, part));
  cpSync(from, copy, { recursive: true, filter: (path) => !without.includes(path) });
  const require = createRequire(join(from, 'package.json'));
  const { dependencies } = require('./package.json');
  // It requires tfjs-core too, without saying so.
  for (const dependency of [...Object.keys(dependencies), '@tensorflow/tfjs-core']) {
    const places = require.resolve.paths(dependency).map((folder) => join(folder, dependency));
    const link = join(modules, dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(places.find(existsSync)), link);
  }
  return copy;
}

const packageName = values.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
const tensorflow = tensorflowFolder();
const headers = nodeHeaders();
const installed = installedPackage(packageName);
const addon =
  values.into === undefined ? installed : copyPackage(packageName, installed, values.into);

// N-API 8 is the newest that tfjs-node 4.22 names in its own table, and every Node that we support has it.
const target = join(addon, 'lib', 'napi-v8');
mkdirSync(target, { recursive: true });
run(
  'g++',
  [
    '-O2',
    '-shared',
    '-fPIC',
    '-std=c++17',
    '-DNAPI_VERSION=8',
    `-I${join(tensorflow, 'include')}`,
    `-I${headers}`,
    `-I${dirname(addon)}`,
    join(addon, 'binding', 'tfjs_backend.cc'),
    join(addon, 'binding', 'tfjs_binding.cc'),
    '-o',
    join(target, 'tfjs_binding.node'),
    `-L${tensorflow}`,
    `-l:${library(tensorflow, 'libtensorflow_cc')}`,
    `-l:${library(tensorflow, 'libtensorflow_framework')}`,
    `-Wl,-rpath,${tensorflow}`,
  ],
  () => stop('g++ could not build the addon; its messages are above.'),
);
// TensorFlow talks on stderr when it loads; of interest only if it does not.
const check = spawnSync(
  process.execPath,
  [
    '-e',
    `const tf = require(${JSON.stringify(addon)});
     const { binding } = tf.backend();
     const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0];
     if (product !== 11) throw new Error('a product came out as ' + product);
     console.log('tfjs-node works on TensorFlow ' + binding.TF_Version);`,
  ],
  { encoding: 'utf8' },
);
if (check.status !== 0) stop(`the addon was built, but it does not load:\n${check.stderr}`);
console.log(check.stdout.trim());
