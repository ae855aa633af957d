// Packs what a GPU machine without a network needs to check the engine `onnx-cuda`: this Node.js, the benchmark's programs
// bundled, ONNX Runtime with its CUDA provider (`pnpm setup:cuda` first), and PyTorch's script of the same model.
//
//   node tools/gpu/pack.mjs FOLDER [--part-mb 60]
//
// On that machine: cat FOLDER/part-* | tar xz -C DIRECTORY; sh DIRECTORY/check.sh
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'part-mb': { type: 'string', default: '60' } },
});
const [folder] = positionals;
const partMb = Number(values['part-mb']);
if (folder === undefined || !(partMb >= 1)) {
  console.error('usage: node tools/gpu/pack.mjs FOLDER [--part-mb 60]');
  process.exit(2);
}

const content = mkdtempSync(join(tmpdir(), 'gpu-pack-'));
try {
  await pack(resolve(folder));
} finally {
  rmSync(content, { recursive: true, force: true });
}

async function pack(output) {
  const runtime = folderOf('onnxruntime-node', 'packages/onnxruntime');
  const binaries = 'bin/napi-v6/linux/x64';
  if (!existsSync(join(runtime, binaries, 'libonnxruntime_providers_cuda.so'))) {
    console.error('pack: the CUDA provider is not installed: run `pnpm setup:cuda` first.');
    process.exitCode = 1;
    return;
  }
  const modules = join(content, 'node_modules');
  for (const part of ['package.json', 'dist', binaries]) {
    cpSync(join(runtime, part), join(modules, 'onnxruntime-node', part), { recursive: true });
  }
  const common = folderOf('onnxruntime-common', runtime);
  for (const part of ['package.json', 'dist/cjs']) {
    cpSync(join(common, part), join(modules, 'onnxruntime-common', part), { recursive: true });
  }
  // The programs report its version.
  const core = folderOf('@tensorflow/tfjs-core', 'packages/tfjs-onnx');
  mkdirSync(join(modules, '@tensorflow/tfjs-core'), { recursive: true });
  copyFileSync(join(core, 'package.json'), join(modules, '@tensorflow/tfjs-core/package.json'));

  await bundle();
  copyFileSync(join(root, 'benchmarks/pytorch/bert4rec.py'), join(content, 'bert4rec.py'));
  for (const file of ['check.mjs', 'check.sh']) {
    copyFileSync(join(root, 'tools/gpu', file), join(content, file));
  }
  copyFileSync(process.execPath, join(content, 'node'));

  mkdirSync(output, { recursive: true });
  for (const file of readdirSync(output).filter((name) => /^part-\w+$/.test(name))) {
    rmSync(join(output, file));
  }
  const command = `set -o pipefail; tar cz -C "$1" . | split -b ${Math.floor(partMb * 1e6)} - "$2/part-"`;
  const { status } = spawnSync('bash', ['-c', command, 'pack', content, output], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tar or split failed');
  const parts = readdirSync(output).filter((name) => name.startsWith('part-'));
  console.log(`${parts.length} parts of at most ${partMb} MB in ${output}`);
}

/** Each program as one file, and the script of the threads beside it. */
async function bundle() {
  await build({
    entryPoints: {
      steps: join(root, 'benchmarks/engine/ours.ts'),
      epoch: join(root, 'benchmarks/epoch/ours.ts'),
      'piece-worker': join(root, 'packages/tfjs-onnx/src/piece-worker.ts'),
    },
    outdir: content,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@org/source'],
    external: ['onnxruntime-node', '@duckdb/node-api', 'postgres', 'libsql', '@redis/client'],
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  // The backend looks for it under this name, which is an ES module beside a package.json that says so.
  writeFileSync(join(content, 'package.json'), '{ "type": "module" }\n');
  copyFileSync(join(content, 'piece-worker.mjs'), join(content, 'piece-worker.js'));
}

function folderOf(name, from) {
  const require = createRequire(join(resolve(root, from), 'package.json'));
  const places = require.resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${name} is not installed: run \`pnpm install\` first`);
  return realpathSync(found);
}
