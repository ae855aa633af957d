/**
 * Packs the packages as they are published, serves them from a registry on this machine, and does for each package what its
 * README says: `npm i` with its line in an empty folder, where every example is type-checked (strict, `nodenext`,
 * without `skipLibCheck`) and run. `npm i` may not bring more than docs/installing.md says. Then all examples are type-checked as bundlers find
 * packages (`bundler`), in one folder, to save time.
 *
 *   pnpm --filter tools check:readmes [--only bert4rec,training] [--update] [--built]
 *
 * `--update` writes the measured sizes into the page, and `--built` takes the builds that are there.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { type Installed, measureInstalled, sizeProblem, writeSizes } from './installed-size.js';
import { startLoopbackRegistry } from './loopback-registry.js';
import { build, pack, packageFolders, readmeOf, root, run } from './packed.js';
import { examplesOf, importedPackages, installLine } from './readme-examples.js';
import { typeCheck } from './type-check.js';

/** Packages whose examples are only type-checked, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  client: 'it needs a server',
  'text-encoder': 'it needs pretrained weights',
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    update: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
  },
});
const folders = values.only?.split(',') ?? packageFolders();
const scratch = mkdtempSync(join(tmpdir(), 'org-readmes-'));
const measured = new Map<string, Installed>();
try {
  if (!values.built) await build();
  const registry = await startLoopbackRegistry(await pack(scratch));
  try {
    const waiting = [...folders];
    const lane = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await report(next, registry.npmrc);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
    await reporting('all, with bundler', () => checkAsBundled(registry.npmrc));
  } finally {
    await registry.close();
  }
  if (values.update) writeSizes(measured);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function report(folder: string, npmrc: string): Promise<void> {
  const place = join(scratch, 'readmes', folder);
  await reporting(folder, () => check(folder, npmrc, place));
  rmSync(place, { recursive: true, force: true });
}

async function reporting(label: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(`${label}: ${await work()}`);
  } catch (error) {
    process.exitCode = 1;
    const { message, stdout = '' } = error as Error & { readonly stdout?: string };
    console.error(`${label}: ${message}\n${stdout}`);
  }
}

/** Makes an empty folder and installs what the words name. */
async function install(place: string, npmrc: string, words: readonly string[]): Promise<void> {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, '.npmrc'), npmrc);
  writeFileSync(join(place, 'package.json'), '{ "private": true, "type": "module" }\n');
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['i', ...quiet, ...words], { cwd: place });
}

async function checkAsBundled(npmrc: string): Promise<string> {
  const place = join(scratch, 'bundled');
  const words = new Set(folders.flatMap((folder) => installLine(readmeOf(folder))));
  await install(place, npmrc, [...words]);
  const files = folders.flatMap((folder) => writeExamples(folder, place, `${folder}-`));
  await typeCheck(
    place,
    files.map(({ file }) => file),
    'bundler',
  );
  return `${files.length} examples type-checked`;
}

/** Writes the examples of a README into files of a folder. */
function writeExamples(folder: string, place: string, start = '') {
  return examplesOf(readmeOf(folder)).map(({ code, runs }, number) => {
    const file = `${start}example-${number + 1}.ts`;
    writeFileSync(join(place, file), code);
    return { file, runs: runs && NOT_RUN[folder] === undefined };
  });
}

/** Installs, type-checks and runs what one README says. */
async function check(folder: string, npmrc: string, place: string): Promise<string> {
  const readme = readmeOf(folder);
  const line = installLine(readme);
  const missing = importedPackages(readme).filter((name) => !line.includes(name));
  if (missing.length > 0)
    throw new Error(`its examples import ${missing.join(', ')}, which its line does not install`);
  const start = performance.now();
  await install(place, npmrc, line);
  const installMs = performance.now() - start;
  const installed = measureInstalled(place);
  measured.set(folder, installed);
  const problem = values.update ? undefined : sizeProblem(folder, installed);
  if (problem !== undefined) throw new Error(problem);

  const examples = writeExamples(folder, place);
  await typeCheck(
    place,
    examples.map(({ file }) => file),
    'nodenext',
  );
  // Examples read the sample that is in the repository.
  cpSync(join(root, 'datasets'), join(place, 'datasets'), { recursive: true });
  const running = examples.filter(({ runs }) => runs);
  for (const { file } of running) {
    await run(process.execPath, [toJavaScript(join(place, file))], {
      cwd: place,
      timeout: 120_000,
    });
  }
  const reason = NOT_RUN[folder];
  return (
    `${installed.megabytes.toFixed(1)} MB in ${(installMs / 1000).toFixed(1)} s, ${examples.length} examples type-checked, ` +
    `${running.length} run${reason === undefined ? '' : ` (${reason})`}`
  );
}

function toJavaScript(file: string): string {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const script = file.replace(/ts$/, 'js');
  writeFileSync(script, outputText);
  return script;
}
