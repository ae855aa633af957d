/**
 * Runs the example of @org/recommender's README in an empty folder on each runtime that npm has, and writes what ran into
 * docs/installing.md.
 *
 *   pnpm --filter tools check:runtimes [--built]
 *
 * Exit code 1 if it fails on a version of Node. `--built` takes the builds that are there.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { startLoopbackRegistry } from './loopback-registry.js';
import { npmInstall } from './npm-install.js';
import { build, pack, readmeOf, root, run } from './packed.js';
import { examplesOf, installLine } from './readme-examples.js';

interface Runtime {
  readonly label: string;
  /** What `npm i` gets. */
  readonly package: string;
  /** The program of that package, and its words before a script. */
  readonly command: readonly [string, ...string[]];
  readonly required: boolean;
}

const RUNTIMES: readonly Runtime[] = [
  ...['20', '22', '24'].map(
    (version): Runtime => ({
      ...{ label: 'Node', package: `node@${version}`, command: ['node'], required: true },
    }),
  ),
  // Node's API of Deno, with what is in `node_modules`.
  { label: 'Deno', package: 'deno', command: ['deno', 'run', '--allow-all'], required: false },
  { label: 'Bun', package: 'bun', command: ['bun', 'run'], required: false },
];

interface Outcome {
  readonly version: string;
  readonly engine: string;
  readonly result: string;
}

const page = join(root, 'docs/installing.md');
const { built } = parseArgs({ options: { built: { type: 'boolean', default: false } } }).values;
const scratch = mkdtempSync(join(tmpdir(), 'org-runtimes-'));
try {
  if (!built) await build();
  const registry = await startLoopbackRegistry(await pack(scratch));
  try {
    const place = join(scratch, 'example');
    await npmInstall(place, installLine(readmeOf('recommender')), registry.npmrc);
    writeFileSync(join(place, 'example.js'), exampleScript());
    const rows: string[] = [];
    for (const runtime of RUNTIMES) {
      const { version, engine, result } = await outcomeOf(runtime, place);
      const row = `| ${runtime.label} ${version} | ${engine} | ${result} |`;
      console.log(row);
      rows.push(row);
    }
    const start = '| Runtime | Engine | Result |\n|---|---|---|\n';
    const text = readFileSync(page, 'utf8');
    const [before = '', after = ''] = text.split(start);
    writeFileSync(page, `${before}${start}${rows.join('\n')}\n${after.replace(/^(\|.*\n)*/, '')}`);
  } finally {
    await registry.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs `example.js` of a folder. */
async function outcomeOf(runtime: Runtime, place: string): Promise<Outcome> {
  const own = join(scratch, runtime.package);
  let version = '';
  try {
    await npmInstall(own, [runtime.package], '');
    const [name, ...words] = runtime.command;
    const program = join(own, 'node_modules/.bin', name);
    const { stdout: said } = await run(program, ['--version']);
    version = /\d+\.\d+\.\d+/.exec(said)?.[0] ?? '';
    const { stdout } = await run(program, [...words, 'example.js'], {
      cwd: place,
      timeout: 180_000,
    });
    const engine = /^engine (.+)$/m.exec(stdout)?.[1] ?? '';
    const right = /^butter$/m.test(stdout) && /^false$/m.test(stdout);
    if (!right) throw new Error(`printed ${stdout}`);
    return { version, engine, result: 'runs: fit, recommend, save, load' };
  } catch (error) {
    const { message, stderr = '' } = error as Error & { readonly stderr?: string };
    console.error(message, stderr);
    if (runtime.required) process.exitCode = 1;
    const reason = /^(?:\w*Error|error): .*$/m.exec(stderr)?.[0] ?? message.split('\n', 1)[0];
    return { version, engine: '', result: `fails: ${reason}` };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The README's example, and the name of the engine that computes. */
function exampleScript(): string {
  const [example] = examplesOf(readmeOf('recommender'));
  const shown = `${example?.code ?? ''}
import { getBackend } from '@tensorflow/tfjs-core';
console.log('engine', getBackend());
`;
  return ts.transpileModule(shown, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  }).outputText;
}
