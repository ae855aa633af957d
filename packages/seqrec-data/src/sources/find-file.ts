import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SeqrecDataError } from '../error.js';
import { readError } from './text/byte-blocks.js';

/** A directory's entries in order, or undefined for a file; a path that is not there is an error. */
export async function listDirectory(path: string): Promise<readonly string[] | undefined> {
  try {
    return (await stat(path)).isDirectory() ? (await readdir(path)).sort() : undefined;
  } catch (error) {
    throw readError(path, error);
  }
}

/** The path of the first of these files that the directory holds, plain or with `.gz` at the end. */
export function findIn(
  directory: string,
  entries: readonly string[],
  names: readonly string[],
): string | undefined {
  const found = names
    .flatMap((name) => [name, `${name}.gz`])
    .find((name) => entries.includes(name));
  return found === undefined ? undefined : join(directory, found);
}

export interface DataFiles {
  readonly main: string;
  readonly directory: string;
  /** What stands in the directory of the main file. */
  readonly entries: readonly string[];
}

/** The main file of a data set, given as the file itself or as the directory that holds it under one of these names. */
export async function findDataFiles(path: string, names: readonly string[]): Promise<DataFiles> {
  const entries = await listDirectory(path);
  if (entries === undefined) {
    const directory = dirname(path);
    return { main: path, directory, entries: (await listDirectory(directory)) ?? [basename(path)] };
  }
  const main = findIn(path, entries, names);
  if (main === undefined) {
    throw new SeqrecDataError('source-missing', `${path} holds no ${names.join(' or ')}`, {
      file: path,
    });
  }
  return { main, directory: path, entries };
}

/**
 * The files in a directory and its subdirectories whose names are wanted, in the order of their paths. Names that start
 * with `.` or `_` are left out, as Spark and Hive keep their own files under them. Links are followed, each directory
 * once.
 */
export async function filesBelow(
  directory: string,
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of (await readdir(folder)).sort()) {
      if (name.startsWith('.') || (name.startsWith('_') && !name.includes('='))) continue;
      const path = join(folder, name);
      const entry = await stat(path);
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile() && isWanted(name)) files.push(path);
    }
  };
  try {
    await visit(directory);
  } catch (error) {
    throw readError(directory, error);
  }
  return files;
}
