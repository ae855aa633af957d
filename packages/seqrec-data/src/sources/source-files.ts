import { stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { hashFile } from './hash-file.js';
import { readError } from './text/byte-blocks.js';

/** A file in a manifest. */
export interface SourceFile {
  /**
   * Without its directory, so that a dataset does not reveal its owner's paths. It keeps directories that are columns
   * (`date=2024-01-01/part-0.parquet`), and those that distinguish files with equal names.
   */
  readonly name: string;
  readonly bytes: number;
  /** The hash of the bytes on disk, in hexadecimal. */
  readonly sha256: string;
}

export async function describeFile(path: string, signal?: AbortSignal): Promise<SourceFile> {
  try {
    const { size } = await stat(path);
    return { name: basename(path), bytes: size, sha256: await hashFile(path, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    throw readError(path, error);
  }
}

/** Describes files in order, and gives each a unique name. */
export async function describeFiles(
  paths: readonly string[],
  describe: (path: string) => Promise<SourceFile>,
): Promise<readonly SourceFile[]> {
  const names = fileNames(paths);
  const files: SourceFile[] = [];
  for (const path of paths) {
    files.push({ ...(await describe(path)), name: names.get(path) ?? basename(path) });
  }
  return files;
}

/** The names of files in manifests and messages, by path. */
export function fileNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(paths.map((path) => [path, lastParts(path, partsOfName(path))]));
  for (let parts = 2; ; parts += 1) {
    const count = new Map<string, number>();
    for (const name of names.values()) count.set(name, (count.get(name) ?? 0) + 1);
    const shared = [...names].filter(([, name]) => (count.get(name) ?? 0) > 1);
    if (shared.length === 0) return names;
    for (const [path] of shared) names.set(path, lastParts(path, parts));
  }
}

/** The smallest number of a path's last parts in its name: the file, and the directories above it that are columns. */
function partsOfName(path: string): number {
  const directories = path.split(sep).slice(0, -1).reverse();
  const other = directories.findIndex((name) => !/^[^=]+=/.test(name));
  return 1 + (other < 0 ? directories.length : other);
}

function lastParts(path: string, count: number): string {
  return path.split(sep).slice(-count).join('/');
}
