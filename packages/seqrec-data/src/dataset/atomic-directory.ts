import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SeqrecDataError } from '../error.js';

/** The parts of a file, in order. */
export type FileContent = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/**
 * Writes a directory of files so that nobody ever sees half of it: under a temporary name beside it, flushed to the disk,
 * then renamed. A directory that holds only files of these names, or of the `optional` ones, is replaced; any other is left
 * alone, which is an error.
 */
export async function writeDirectory(
  directory: string,
  files: Readonly<Record<string, FileContent>>,
  optional: readonly string[] = [],
): Promise<void> {
  const target = resolve(directory);
  const names = new Set([...Object.keys(files), ...optional]);
  let temporary: string | undefined;
  try {
    const present = await entriesOf(target);
    const foreign = present?.filter((entry) => !names.has(entry)) ?? [];
    if (foreign.length > 0) {
      throw new SeqrecDataError(
        'not-a-dataset',
        `${directory} holds files that are no part of a dataset (${foreign.slice(0, 3).join(', ')}); choose a directory that is new or empty`,
        { file: directory },
      );
    }
    await mkdir(dirname(target), { recursive: true });
    temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.tmp-`));
    const made = join(temporary, 'new');
    await mkdir(made);
    for (const [name, content] of Object.entries(files)) {
      await writeFlushed(join(made, name), content);
    }
    await flushDirectory(made);
    await replaceDirectory(made, target, join(temporary, 'old'));
    await flushDirectory(dirname(target));
  } catch (error) {
    throw writeError(directory, error);
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

/** Puts `made` in the place of `target`, which may be there or, from another process, just come to be. */
async function replaceDirectory(made: string, target: string, old: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(target, `${old}-${attempt}`);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    try {
      await rename(made, target);
      return;
    } catch (error) {
      if (attempt === 5 || !(hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST'))) throw error;
    }
  }
}

/** Writes one small file in the same way. */
export async function writeFileAtomically(file: string, content: string): Promise<void> {
  const target = resolve(file);
  await mkdir(dirname(target), { recursive: true });
  const temporary = await mkdtemp(join(dirname(target), `.${basename(target)}.tmp-`));
  try {
    await writeFlushed(join(temporary, 'new'), [content]);
    await rename(join(temporary, 'new'), target);
  } catch (error) {
    throw writeError(file, error);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function entriesOf(directory: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function writeFlushed(file: string, content: FileContent): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for await (const part of content) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes renames within a directory last. Windows cannot open directories, and needs no such thing. */
async function flushDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof SeqrecDataError)
    return error;
  const reason = error.code === 'ENOSPC' ? 'the disk is full' : error.message;
  return new SeqrecDataError('write-failed', `${path} cannot be written: ${reason}`, {
    file: path,
    cause: error,
  });
}
