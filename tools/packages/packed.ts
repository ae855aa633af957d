import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The repository's directory. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

export const run = promisify(execFile);

/** The fields that we read from a published package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A package as it is published. */
export interface Packed {
  readonly manifest: Manifest;
  readonly tarball: string;
}

/** The folders of the packages, such as `bert4rec`. */
export function packageFolders(): string[] {
  return readdirSync(join(root, 'packages'));
}

/** Builds what is not built yet. */
export async function build(): Promise<void> {
  const turbo = join(root, 'node_modules/.bin/turbo');
  const words = [
    'run',
    'build',
    'build:types',
    '--filter=./packages/*',
    '--output-logs=errors-only',
  ];
  await run(turbo, words, { cwd: root, maxBuffer: 2 ** 26 });
}

/** Packs the workspace's packages and, for this machine's platform, the one with the binaries of ONNX Runtime. */
export async function pack(to: string): Promise<Packed[]> {
  const place = join(to, 'tarballs');
  mkdirSync(place, { recursive: true });
  const words = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', place];
  await run('pnpm', words, { cwd: root, maxBuffer: 2 ** 26 });
  // The other platforms' binaries are as large, and nothing here installs them.
  const script = join(root, 'packages/onnxruntime/platforms.mjs');
  const platform = `${process.platform}-${process.arch}`;
  const { stdout } = await run(process.execPath, [script, join(to, 'platforms'), platform]);
  await run('npm', ['pack', '--silent', '--pack-destination', place], { cwd: stdout.trim() });
  return Promise.all(
    readdirSync(place).map(async (name) => {
      const tarball = join(place, name);
      const words = ['-xOzf', tarball, 'package/package.json'];
      const { stdout } = await run('tar', words, { maxBuffer: 2 ** 24 });
      return { tarball, manifest: JSON.parse(stdout) as Manifest };
    }),
  );
}

/** The README of a package. */
export function readmeOf(folder: string): string {
  return readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8');
}
