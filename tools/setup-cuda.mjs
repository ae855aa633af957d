// `pnpm setup:cuda`: puts the CUDA provider of ONNX Runtime beside the addon of onnxruntime-node, for the engine
// `onnx-cuda`. Takes it from onnxruntime-node's own install script (NuGet) or, where that host cannot be reached, from the
// wheel `onnxruntime-gpu` of the same version on PyPI. Linux x64. A failure changes nothing: the other engines stay.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIBRARIES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
const TIMEOUT_MINUTES = 30;
/** `y = x + x`. */
const MODEL =
  'CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAmIPCgF5EgoKCAgBEgQKAggCQgIQDQ==';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    wheel: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`usage: pnpm setup:cuda [options]

  --check         install nothing; only say whether the provider is there and finds a device
  --wheel FILE    take the provider from this wheel of onnxruntime-gpu, and download nothing`);
  process.exit(0);
}
/** What went wrong, for people. */
class Problem extends Error {}

try {
  const runtime = runtimeFolder();
  const { version } = JSON.parse(readFileSync(join(runtime, 'package.json'), 'utf8'));
  const place = { runtime, version, binaries: join(runtime, 'bin/napi-v6/linux/x64') };
  if (!values.check && (values.wheel !== undefined || !installed(place))) {
    if (values.wheel !== undefined) fromWheel(values.wheel, place);
    else if (!fromInstallScript(place)) fromPyPI(place);
  }
  if (!installed(place)) throw new Problem('the provider is not installed: run `pnpm setup:cuda`.');
  const problem = problemOfCuda(place);
  if (problem !== undefined) {
    throw new Problem(`the provider of ONNX Runtime ${version} is installed, but ${problem}`);
  }
  console.error(`ONNX Runtime ${version} runs on CUDA: use \`--engine onnx-cuda\`.`);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`pnpm setup:cuda: ${error.message}`);
  process.exitCode = 1;
}

/** The folder of the onnxruntime-node whose addon the engine loads. */
function runtimeFolder() {
  const { platform, arch } = process;
  if (platform !== 'linux' || arch !== 'x64') {
    throw new Problem(`the CUDA provider is for Linux x64, and this is ${platform} ${arch}.`);
  }
  try {
    const require = createRequire(join(root, 'packages/onnxruntime/package.json'));
    return dirname(realpathSync(require.resolve('onnxruntime-node/package.json')));
  } catch {}
  throw new Problem('onnxruntime-node is not installed: run `pnpm install` first.');
}

function installed({ binaries }) {
  return LIBRARIES.every((file) => existsSync(join(binaries, file)));
}

/** Runs onnxruntime-node's own script; whether it brought the provider. */
function fromInstallScript(place) {
  const { runtime, version } = place;
  console.error(`Downloading the CUDA provider of ONNX Runtime ${version} from NuGet ...`);
  const { stdout, stderr } = spawnSync(process.execPath, ['script/install.js'], {
    cwd: runtime,
    encoding: 'utf8',
    timeout: TIMEOUT_MINUTES * 60_000,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  });
  if (installed(place)) return true;
  const cause = /(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|CERT_\w+)/.exec(
    `${stdout}\n${stderr}`,
  )?.[1];
  console.error(`NuGet cannot be reached${cause === undefined ? '' : ` (${cause})`}.`);
  return false;
}

function fromPyPI(place) {
  const { version } = place;
  console.error(`Downloading onnxruntime-gpu ${version} from PyPI, about 300 MB ...`);
  const folder = mkdtempSync(join(tmpdir(), 'setup-cuda-'));
  try {
    const { status, error, stderr } = spawnSync(
      'python3',
      [
        ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'],
        // No Python runs the wheel, so one for any version will do.
        ...['--only-binary=:all:', '--python-version=3.12', '--dest', folder],
        ...['--platform=manylinux_2_27_x86_64', '--platform=manylinux_2_28_x86_64'],
        `onnxruntime-gpu==${version}`,
      ],
      { encoding: 'utf8', timeout: TIMEOUT_MINUTES * 60_000 },
    );
    if (error?.code === 'ENOENT')
      throw new Problem('PyPI needs python3 with pip, which is not installed.');
    const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'));
    if (status !== 0 || wheel === undefined) {
      throw new Problem(`pip could not download onnxruntime-gpu ${version}: ${lastLine(stderr)}`);
    }
    fromWheel(join(folder, wheel), place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the two libraries of a wheel in place, whole or not at all. */
function fromWheel(wheel, { version, binaries }) {
  if (!existsSync(wheel)) throw new Problem(`there is no file ${wheel}.`);
  if (!wheel.includes(`-${version}-`)) {
    throw new Problem(
      `${wheel} is not of version ${version}, which the addon of onnxruntime-node needs.`,
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'setup-cuda-'));
  try {
    const entries = LIBRARIES.map((file) => `onnxruntime/capi/${file}`);
    const unpack =
      'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2], sys.argv[3:])';
    const { status, stderr } = spawnSync('python3', ['-c', unpack, wheel, folder, ...entries], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Problem(`${wheel} cannot be unpacked: ${lastLine(stderr)}`);
    for (const file of LIBRARIES) {
      copyFileSync(join(folder, 'onnxruntime/capi', file), join(binaries, `${file}.part`));
    }
    for (const file of LIBRARIES) renameSync(join(binaries, `${file}.part`), join(binaries, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tries the provider in a process of its own: a library that does not fit ends the process that loads it. */
function problemOfCuda({ runtime, binaries }) {
  const library = join(binaries, LIBRARIES[1]);
  const load = run('process.dlopen({ exports: {} }, process.argv[1])', library).stderr;
  const missing = /(lib[\w.+-]+): cannot open shared object file/.exec(load)?.[1];
  const device = ['/dev/nvidiactl', '/proc/driver/nvidia/version', '/dev/dxg'].some(existsSync);
  const libraries =
    missing === undefined
      ? ''
      : ` ${missing} is missing too: it needs the libraries of CUDA and cuDNN 9 in LD_LIBRARY_PATH, such as the folders nvidia/*/lib of a Python with PyTorch.`;
  if (!device) return `there is no CUDA device.${libraries}`;
  if (missing !== undefined) return libraries.trim().replace(' too:', ':');
  const script =
    'const { InferenceSession, Tensor } = require(process.argv[1]);' +
    'const model = Buffer.from(process.argv[2], "base64");' +
    'InferenceSession.create(model, { executionProviders: ["cuda"], logSeverityLevel: 4 })' +
    '.then((session) => session.run({ x: new Tensor("float32", [1, 2], [2]) }))' +
    '.catch((error) => { console.log(error.message); process.exitCode = 1; });';
  const { status, signal, stdout } = run(script, runtime, MODEL);
  if (status === 0) return undefined;
  return `it does not start: ${lastLine(stdout) || (signal ?? `exit code ${status}`)}`;
}

function run(script, ...args) {
  return spawnSync(process.execPath, ['-e', script, ...args], { encoding: 'utf8' });
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
