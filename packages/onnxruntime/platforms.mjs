/**
 * Makes the packages `@org/onnxruntime-<platform>-<arch>`: each has ONNX Runtime's binaries for CPUs of one platform, from the
 * onnxruntime-node of this package's devDependencies. They have its version, are no part of the workspace, and are never
 * committed.
 *
 *   node packages/onnxruntime/platforms.mjs OUTPUT [PLATFORM …]
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const own = readJson(join(here, 'package.json'));
const source = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
const binaries = join(source, 'bin/napi-v6');
const { version } = readJson(join(source, 'package.json'));

/** The packages and their version, as the optional dependencies of this package. */
export function platformDependencies() {
  return Object.fromEntries(platforms().map(({ name }) => [name, version]));
}

/**
 * Writes each package into a folder of its own, and returns the folders.
 *
 * @param only names of platforms, such as `linux-x64`; empty for all of them.
 */
export function makePlatformPackages(output, only = []) {
  const unknown = only.filter((wanted) => !platforms().some(({ label }) => label === wanted));
  if (unknown.length > 0) {
    throw new Error(`onnxruntime-node ${version} has no binaries for ${unknown.join(', ')}`);
  }
  const wanted = platforms().filter(({ label }) => only.length === 0 || only.includes(label));
  return wanted.map((platform) => {
    const folder = join(output, platform.label);
    mkdirSync(folder, { recursive: true });
    for (const file of filesOf(platform)) {
      cpSync(join(binaries, platform.os, platform.cpu, file), join(folder, file));
    }
    for (const file of ['LICENSE', 'ThirdPartyNotices.txt']) {
      cpSync(join(here, 'notices', file), join(folder, file));
    }
    writeFileSync(
      join(folder, 'package.json'),
      `${JSON.stringify(manifestOf(platform), null, 2)}\n`,
    );
    writeFileSync(join(folder, 'README.md'), readmeOf(platform));
    return folder;
  });
}

function platforms() {
  return readdirSync(binaries).flatMap((os) =>
    readdirSync(join(binaries, os)).map((cpu) => {
      const label = `${os}-${cpu}`;
      return { label, name: `@org/onnxruntime-${label}`, os, cpu };
    }),
  );
}

/** On macOS, the same library has two names, and the addon loads the one with the major version alone. */
function filesOf({ os, cpu }) {
  const files = readdirSync(join(binaries, os, cpu));
  return files.filter((file) => file !== `libonnxruntime.${version}.dylib`);
}

function manifestOf({ name, label, os, cpu }) {
  const { engines, repository, publishConfig, keywords } = own;
  return {
    ...{ name, version },
    description: `ONNX Runtime's addon for Node.js on ${label}, for @org/onnxruntime.`,
    ...{ keywords, license: 'MIT', engines, repository },
    ...{ os: [os], cpu: [cpu] },
    // The binaries need the C library of GNU.
    ...(os === 'linux' && { libc: ['glibc'] }),
    preferUnplugged: true,
    ...{ publishConfig },
  };
}

function readmeOf({ name, label }) {
  return `# ${name}

ONNX Runtime ${version} for Node.js on ${label}: the addon and the library of \`onnxruntime-node\` ${version} for CPUs, unchanged.
\`@org/onnxruntime\` loads it. Built by Microsoft, MIT licence; notices of what is in it: \`ThirdPartyNotices.txt\`.
`;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [output, ...only] = process.argv.slice(2);
  if (output === undefined) {
    console.error('usage: node packages/onnxruntime/platforms.mjs OUTPUT [PLATFORM …]');
    process.exit(2);
  }
  for (const folder of makePlatformPackages(output, only)) console.log(folder);
}
