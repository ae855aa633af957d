import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';
import { type FileContent, writeContent } from './content.js';
import { hasCode, writeError } from './error.js';
import { isPartial, partialParts, partialPath, sweepPartials } from './partial.js';
import { syncDirectory } from './sync-directory.js';

/** Files of a directory by name, in the order in which they are written. */
export type Files = Readonly<Record<string, FileContent>>;

/**
 * Writes a directory of files so that it is there whole or not at all: under a temporary name beside its own, forced to
 * the disk, then renamed. A directory of that name is replaced, with all that is in it.
 *
 * @throws FileError `write-failed`, with nothing left behind; what a content throws, as it is.
 */
export async function writeDirectory(directory: string, files: Files): Promise<void> {
  const target = resolve(directory);
  const parent = dirname(target);
  const partial = partialPath(parent);
  const { made, old } = partialParts(partial, basename(target));
  const attempt = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (cause) {
      throw writeError(directory, cause);
    }
  };
  try {
    await attempt(mkdir(parent, { recursive: true }));
    await attempt(sweepPartials(parent));
    await attempt(mkdir(made, { recursive: true }));
    await attempt(mkdir(dirname(old)));
    for (const [name, content] of Object.entries(files)) {
      const handle = await attempt(open(join(made, name), 'wx'));
      await writeContent(handle, join(directory, name), content);
    }
    await attempt(syncDirectory(made));
    await attempt(replace(made, target, old));
    await attempt(syncDirectory(parent));
  } finally {
    // What cannot be removed must not hide the result; a later writer sweeps it.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Writes files into a directory. One that is missing or empty is written as a whole ({@link writeDirectory}); in any
 * other each file is replaced as a whole, in the order given, and the rest stays as it is.
 *
 * @throws FileError `write-failed`.
 */
export async function writeFiles(directory: string, files: Files): Promise<void> {
  if (await isMissingOrEmpty(directory)) return writeDirectory(directory, files);
  for (const [name, content] of Object.entries(files)) {
    await writeFileAtomically(join(directory, name), content);
  }
}

/**
 * Deletes a directory with all that is in it. Others see it whole or not at all; what is left of it after a kill is swept
 * by the next write beside it. One that is not there is no error.
 *
 * @throws FileError `write-failed`.
 */
export async function removeDirectory(directory: string): Promise<void> {
  const target = resolve(directory);
  const parent = dirname(target);
  const partial = partialPath(parent);
  try {
    await mkdir(partial);
    await rename(target, join(partial, 'gone'));
    await syncDirectory(parent);
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw writeError(directory, cause);
  } finally {
    // What cannot be removed now is swept later.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/** How often another process may put a directory in the place that was just cleared. */
const ATTEMPTS = 5;

/** Gives `made` the name of `target`. What has that name goes to `old`, and comes back if this fails. */
async function replace(made: string, target: string, old: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(made, target);
    } catch (error) {
      // Which code says that a directory is in the way depends on the platform.
      const inTheWay = hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM');
      if (!inTheWay || attempt > ATTEMPTS) {
        await rename(old, target).catch(() => {});
        throw error;
      }
    }
    await rm(old, { recursive: true, force: true });
    await rename(target, old).catch((error: unknown) => {
      // Another process moved it away.
      if (!hasCode(error, 'ENOENT')) throw error;
    });
  }
}

async function isMissingOrEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).every(isPartial);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw writeError(directory, error);
  }
}
