/**
 * Assembles a built app with what it needs to run, and nothing else: its bundle, and the packages of its manifest with all
 * that they depend on, in the versions of the lockfile. The workspace's own packages are in the bundle.
 *
 *   node deploy/assemble.mjs apps/reference-server /app
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

const [app, out] = process.argv.slice(2).map((path) => resolve(path));
if (app === undefined || out === undefined) {
  console.error('usage: node deploy/assemble.mjs APP OUTPUT');
  process.exit(2);
}
const dist = join(app, 'dist');
if (!existsSync(join(dist, 'main.js'))) {
  console.error(`${dist} holds no main.js: build the app first`);
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
const store = resolve(import.meta.dirname, '../node_modules/.pnpm');

/** Not needed to run. */
const isIdle = (path) => path.endsWith('.map') || path.endsWith('.d.ts') || path.endsWith('.d.mts');

/** ONNX Runtime ships a binary for each platform. */
const isForeign = (path) => {
  const [, platform, arch] =
    /onnxruntime-node\/bin\/napi-v\d+\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  return (
    (platform !== undefined && platform !== process.platform) ||
    (arch !== undefined && arch !== process.arch)
  );
};

/** Folders of pnpm's store in the order in which they were found; the loop adds what each depends on. */
const folders = new Set();
const folderOf = (link) => {
  const path = realpathSync(link);
  return path.startsWith(store + sep) ? path.slice(store.length + 1).split(sep)[0] : undefined;
};
/** The packages that a folder `node_modules` names: `name` or `@scope/name`. */
const packagesIn = (modules) =>
  readdirSync(modules).flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
      : name.startsWith('.')
        ? []
        : [name],
  );

const wanted = Object.entries({ ...manifest.dependencies, ...manifest.optionalDependencies })
  .filter(([, version]) => !version.startsWith('workspace:'))
  .map(([name]) => name)
  // Native TensorFlow is installed by hand (`pnpm setup:node`), and computes slower than ONNX Runtime.
  .filter((name) => !name.startsWith('@tensorflow/tfjs-node'));
const direct = new Map();
for (const name of wanted) {
  const link = join(app, 'node_modules', name);
  const folder = existsSync(link) ? folderOf(link) : undefined;
  if (folder !== undefined) direct.set(name, folder);
  else if (name in manifest.dependencies) {
    console.error(`${name} is not installed: pnpm install --frozen-lockfile`);
    process.exit(1);
  }
}
for (const folder of direct.values()) folders.add(folder);
for (const folder of folders) {
  const modules = join(store, folder, 'node_modules');
  for (const name of packagesIn(modules)) {
    const needed = folderOf(join(modules, name));
    if (needed !== undefined) folders.add(needed);
  }
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'node_modules'), { recursive: true });
for (const folder of folders) {
  cpSync(join(store, folder), join(out, 'node_modules', '.pnpm', folder), {
    recursive: true,
    // pnpm's links are relative, and stay so.
    verbatimSymlinks: true,
    filter: (path) => !isIdle(path) && !isForeign(path) && basename(path) !== '.bin',
  });
}
for (const [name, folder] of direct) {
  const link = join(out, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(
    relative(dirname(link), join(out, 'node_modules', '.pnpm', folder, 'node_modules', name)),
    link,
  );
}
cpSync(dist, join(out, 'dist'), { recursive: true, filter: (path) => !isIdle(path) });
cpSync(join(import.meta.dirname, '../LICENSE'), join(out, 'LICENSE'));
const { name, version, type, engines } = manifest;
writeFileSync(
  join(out, 'package.json'),
  `${JSON.stringify({ name, version, private: true, type, engines }, null, 2)}\n`,
);
console.log(`${out}: ${basename(app)} and ${folders.size} packages`);
