import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SeqrecDataError } from '../error.js';
import { readError } from './text/byte-blocks.js';

/**
 * A directory's entries in order, or undefined for a file. Throws for a missing path, and for a pipe: data are read
 * several times, to detect their format, to hash them, and to read them.
 */
export async function listDirectory(path: string): Promise<readonly string[] | undefined> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) return (await readdir(path)).sort();
    if (!entry.isFile()) throw noFile(path, `${path} is not a file`);
    return undefined;
  } catch (error) {
    const cause = readError(path, error);
    throw basename(path) === '-' ? noFile(path, 'standard input cannot be read') : cause;
  }
}

function noFile(file: string, problem: string): SeqrecDataError {
  return new SeqrecDataError(
    'source-missing',
    `${problem}: data are read more than once; write them to a file and name that`,
    { file },
  );
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
  /** The names in the directory of the main file. */
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

/** A directory with more files than this is probably a whole disk, not a data set. */
const MAX_ENTRIES = 100_000;

/**
 * The files in a directory and its subdirectories whose names `isWanted` accepts, in the order of their paths. Names
 * that start with `.` or `_` are left out, because Spark and Hive use them for their own files. Links are followed; no
 * directory is visited twice.
 */
export async function filesBelow(
  directory: string,
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  let entries = 0;
  const visit = async (folder: string): Promise<void> => {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    const found = await readdir(folder, { withFileTypes: true });
    entries += found.length;
    if (entries > MAX_ENTRIES) {
      throw new SeqrecDataError(
        'source-missing',
        `${directory} holds more than ${MAX_ENTRIES} files; name the directory of the data alone`,
        { file: directory },
      );
    }
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of found) {
      const { name } = entry;
      if (name.startsWith('.') || (name.startsWith('_') && !name.includes('='))) continue;
      const path = join(folder, name);
      const kind = entry.isSymbolicLink() ? await stat(path) : entry;
      if (kind.isDirectory()) await visit(path);
      else if (kind.isFile() && isWanted(name)) files.push(path);
    }
  };
  try {
    await visit(directory);
  } catch (error) {
    throw readError(directory, error);
  }
  return files;
}
