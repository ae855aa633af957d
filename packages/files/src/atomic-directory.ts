import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FileError } from './error.js';

/** Names of what is being written start so, and never count as what it is to become. */
export const PARTIAL_PREFIX = '.partial-';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes a directory of files so that it is there whole or not at all, whatever happens in between: under a temporary
 * name beside its own, forced to disk, then renamed. A directory of that name is replaced.
 *
 * @throws FileError `write-failed`, with nothing left behind.
 */
export async function writeDirectory(directory: string, files: Files): Promise<void> {
  const target = resolve(directory);
  const partial = join(dirname(target), `${PARTIAL_PREFIX}${basename(target)}-${randomUUID()}`);
  await attempt(directory, partial, async () => {
    await mkdir(partial, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await writeDurably(join(partial, name), content);
    }
    await syncDirectory(partial);
    await replace(target, partial);
    await syncDirectory(dirname(target));
  });
}

/**
 * Writes files into a directory. One that is not there yet, or is empty, comes to be as a whole ({@link writeDirectory});
 * in any other each file is replaced as a whole, in the order given, and the rest is left alone.
 *
 * @throws FileError `write-failed`.
 */
export async function writeFiles(directory: string, files: Files): Promise<void> {
  if (await isAbsentOrEmpty(directory)) return writeDirectory(directory, files);
  for (const [name, content] of Object.entries(files)) {
    const partial = join(directory, `${PARTIAL_PREFIX}${name}-${randomUUID()}`);
    await attempt(join(directory, name), partial, async () => {
      await writeDurably(partial, content);
      await rename(partial, join(directory, name));
    });
  }
  await attempt(directory, undefined, () => syncDirectory(directory));
}

/** Turns what the operating system refuses into one error, and clears `partial` away. */
async function attempt(
  target: string,
  partial: string | undefined,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (cause) {
    // What cannot be cleared away either must not hide the reason.
    if (partial !== undefined) await rm(partial, { recursive: true, force: true }).catch(() => {});
    const reason =
      errorCode(cause) === 'ENOSPC'
        ? 'the disk is full'
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new FileError('write-failed', `${target} cannot be written: ${reason}`, target, cause);
  }
}

/** Renames over what is there. Between the two renames the old content stands under a partial name. */
async function replace(target: string, partial: string): Promise<void> {
  try {
    await rename(partial, target);
  } catch (error) {
    // Which of them depends on the platform.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(errorCode(error)))) throw error;
    const old = `${partial}-old`;
    await rename(target, old);
    await rename(partial, target);
    await rm(old, { recursive: true, force: true });
  }
}

async function isAbsentOrEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw new FileError(
      'write-failed',
      `${directory} is not a directory to write to`,
      directory,
      error,
    );
  }
}

async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes renames within a directory last. Windows cannot open directories, and needs no such thing. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
