import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packed.js';

/** What one `npm i` brings. */
export interface Installed {
  /** Of all files in `node_modules`. */
  readonly megabytes: number;
  /** The large libraries among it, that not everybody needs. */
  readonly large: readonly string[];
}

/** A row of the table in `docs/installing.md`. */
export interface SizeRow {
  readonly megabytes: number;
  readonly limit: number;
  readonly large: string;
}

const page = join(root, 'docs/installing.md');

const HEAD = '| Package | MB | Limit | Large libraries |\n|---|---:|---:|---|\n';

/** Libraries of at least 5 MB, and the folders that show them. */
const LARGE = {
  'ONNX Runtime': '@org/onnxruntime-',
  TensorFlow: '@tensorflow/tfjs-core',
  WebAssembly: '@tensorflow/tfjs-backend-wasm',
  Arrow: 'apache-arrow',
  DuckDB: '@duckdb/',
  libSQL: 'libsql',
} as const;

/** Measures the `node_modules` of a folder. */
export function measureInstalled(folder: string): Installed {
  const modules = join(folder, 'node_modules');
  const packages = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((own) => `${name}/${own}`) : [name],
  );
  const large = Object.entries(LARGE)
    .filter(([, start]) => packages.some((name) => name.startsWith(start)))
    .map(([label]) => label);
  return { megabytes: bytesOf(modules) / 1e6, large };
}

function bytesOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** Reads the table; the page states the limits. */
export function readSizes(): Map<string, SizeRow> {
  const rows = [...readFileSync(page, 'utf8').matchAll(/^\| \[`@org\/([\w-]+)`\].*\|$/gm)];
  return new Map(
    rows.map(([line, folder = '']) => {
      const [, megabytes, limit, large = ''] = line.split('|').slice(1, -1);
      return [folder, { megabytes: Number(megabytes), limit: Number(limit), large: large.trim() }];
    }),
  );
}

/** Why an install does not agree with the row of its package; undefined if it does. */
export function sizeProblem(folder: string, installed: Installed): string | undefined {
  const row = readSizes().get(folder);
  if (row === undefined) return 'docs/installing.md has no row for it';
  const large = installed.large.join(', ');
  if (row.large !== large) {
    return `it installs ${large || 'no large library'}; docs/installing.md says ${row.large || 'none'}`;
  }
  if (installed.megabytes <= row.limit) return undefined;
  return `it installs ${installed.megabytes.toFixed(1)} MB; the limit in docs/installing.md is ${row.limit} MB`;
}

/** Writes what was measured into the table. Limits stay; a new row gets a quarter more than it needs. */
export function writeSizes(measured: ReadonlyMap<string, Installed>): void {
  const rows = readSizes();
  for (const [folder, { megabytes, large }] of measured) {
    const limit = rows.get(folder)?.limit ?? Math.max(1, Math.ceil(megabytes * 1.25));
    const digits = megabytes < 10 ? 1 : 0;
    const rounded = Number(megabytes.toFixed(digits));
    rows.set(folder, { megabytes: rounded, limit, large: large.join(', ') });
  }
  const lines = [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(
      ([folder, { megabytes, limit, large }]) =>
        `| [\`@org/${folder}\`](../packages/${folder}) | ${megabytes} | ${limit} | ${large} |\n`,
    );
  const text = readFileSync(page, 'utf8');
  const [before = '', after = ''] = text.split(HEAD);
  writeFileSync(page, `${before}${HEAD}${lines.join('')}${after.replace(/^(?:\|.*\n)*/, '')}`);
}
