/**
 * Packs the packages as they are published, and does for each package what its README says: `npm i` with its line, then every
 * example is type-checked (strict, `nodenext` and `bundler`, without `skipLibCheck`) and run. What one line brings is linked
 * from one install of all lines, so that each example sees only what its own line brings. It may not be more than
 * docs/installing.md says.
 *
 *   pnpm --filter tools check:readmes [--only bert4rec,training] [--update] [--built]
 *
 * `--update` writes the measured sizes into the page, and `--built` takes the builds that are there. If npm's registry is
 * out of reach, it says so and succeeds, because no check found anything wrong.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { type Installed, measureInstalled, sizeProblem, writeSizes } from './installed-size.js';
import {
  type InstalledTree,
  linkPackages,
  packagesBroughtBy,
  readInstalledTree,
} from './installed-tree.js';
import { startLoopbackRegistry } from './loopback-registry.js';
import { isOutOfReach, npmInstall } from './npm-install.js';
import { build, pack, packageFolders, readmeOf, root, run } from './packed.js';
import { type Example, examplesOf, importedPackages, installLine } from './readme-examples.js';
import { typeCheck } from './type-check.js';

/** Packages whose examples are only type-checked, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {
  client: 'it needs a server',
  'text-encoder': 'it needs pretrained weights',
};

/** A README, and the folder in which its examples are. */
interface Checked {
  readonly folder: string;
  readonly place: string;
  readonly examples: readonly (Example & { readonly file: string })[];
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    update: { type: 'boolean', default: false },
    built: { type: 'boolean', default: false },
  },
});
const folders = values.only?.split(',') ?? packageFolders();
const scratch = mkdtempSync(join(tmpdir(), 'org-readmes-'));
const all = join(scratch, 'all');
const measured = new Map<string, Installed>();
try {
  if (!values.built) await build();
  if (await installAll()) await checkAll();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Installs what all READMEs name into one folder. False if npm's registry is out of reach. */
async function installAll(): Promise<boolean> {
  const registry = await startLoopbackRegistry(await pack(scratch));
  const words = new Set(folders.flatMap((folder) => installLine(readmeOf(folder))));
  try {
    await npmInstall(all, [...words], registry.npmrc);
    return true;
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    console.log("Not checked: npm's registry is out of reach.");
    return false;
  } finally {
    await registry.close();
  }
}

async function checkAll(): Promise<void> {
  const tree = readInstalledTree(all);
  const prepared: Checked[] = [];
  for (const folder of folders) {
    await reporting(folder, async () => {
      prepared.push(prepare(folder, tree));
    });
  }
  const files = prepared.flatMap(({ folder, examples }) =>
    examples.map(({ file }) => join('readmes', folder, file)),
  );
  await reporting('types, as Node finds packages', () => typeCheck(scratch, files, 'nodenext'));
  await reporting('types, as bundlers find packages', () => checkAsBundled(prepared));
  await inParallel(prepared, (one) => reporting(one.folder, () => runExamples(one)));
  if (values.update) writeSizes(measured);
}

/** Runs work, and reports what it throws. */
async function reporting(label: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    const { message, stdout = '' } = error as Error & { readonly stdout?: string };
    console.error(`${label}: ${message}\n${stdout}`);
  }
}

/** Makes a folder with the examples of a README, what its line installs, and the sample of the repository. */
function prepare(folder: string, tree: InstalledTree): Checked {
  const readme = readmeOf(folder);
  const line = installLine(readme);
  const missing = importedPackages(readme).filter((name) => !line.includes(name));
  if (missing.length > 0)
    throw new Error(`its examples import ${missing.join(', ')}, which its line does not install`);
  const place = join(scratch, 'readmes', folder);
  linkPackages(all, place, packagesBroughtBy(tree, line));
  writeFileSync(join(place, 'package.json'), '{ "private": true, "type": "module" }\n');
  symlinkSync(join(root, 'datasets'), join(place, 'datasets'), 'dir');

  const installed = measureInstalled(place);
  measured.set(folder, installed);
  const problem = values.update ? undefined : sizeProblem(folder, installed);
  if (problem !== undefined) throw new Error(problem);

  const examples = examplesOf(readme).map((example, number) => {
    const file = `example-${number + 1}.ts`;
    writeFileSync(join(place, file), example.code);
    return { ...example, file };
  });
  return { folder, place, examples };
}

/** Type-checks all examples in the folder of all packages. */
async function checkAsBundled(prepared: readonly Checked[]): Promise<void> {
  const files = prepared.flatMap(({ folder, examples }) =>
    examples.map(({ file, code }) => {
      writeFileSync(join(all, `${folder}-${file}`), code);
      return `${folder}-${file}`;
    }),
  );
  await typeCheck(all, files, 'bundler');
}

/** Runs the examples of a README, and says what was checked. */
async function runExamples({ folder, place, examples }: Checked): Promise<void> {
  const reason = NOT_RUN[folder];
  const running = reason === undefined ? examples.filter(({ runs }) => runs) : [];
  for (const { file } of running) {
    const script = toJavaScript(join(place, file));
    await run(process.execPath, [script], { cwd: place, timeout: 120_000 });
  }
  const megabytes = measured.get(folder)?.megabytes.toFixed(1);
  console.log(
    `${folder}: ${megabytes} MB, ${examples.length} examples type-checked, ${running.length} run` +
      (reason === undefined ? '' : ` (${reason})`),
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

/** Does something with each of some things, as many at a time as there are cores. */
async function inParallel<One>(
  things: readonly One[],
  work: (one: One) => Promise<void>,
): Promise<void> {
  const waiting = [...things];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}
