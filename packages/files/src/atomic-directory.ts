import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';
import { type FileContent, writeContent } from './content.js';
import { hasCode, writeError } from './error.js';
import { isPartial, partialParts, partialPath, sweepPartials } from './partial.js';
import { syncDirectory } from './sync-directory.js';

/** A file that is whole and on the disk. A directory gets it under a second name, or copied where the disk cannot do that. */
export interface ExistingFile {
  readonly existing: string;
}

/** Files of a directory by name, in the order in which they are written. */
export type Files = Readonly<Record<string, FileContent | ExistingFile>>;

/**
 * Writes a directory of files whole or not at all: under a temporary name, forced to the disk, then renamed. Replaces
 * an existing directory with everything in it.
 *
 * @throws FileError `write-failed`, with nothing left behind. Errors of a content pass through unchanged.
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
      const path = join(made, name);
      if (isExisting(content) && (await isLinked(content, path))) continue;
      const handle = await attempt(open(path, 'wx'));
      await writeContent(handle, join(directory, name), contentOf(content));
    }
    await attempt(syncDirectory(made));
    await attempt(replace(made, target, old));
    await attempt(syncDirectory(parent));
  } finally {
    // A failure to remove it must not hide the result; a later writer sweeps it.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Writes files into a directory. A missing or empty directory is written as a whole ({@link writeDirectory}). In any
 * other, each file is replaced atomically, in the order given, and all other files stay.
 *
 * @throws FileError `write-failed`.
 */
export async function writeFiles(directory: string, files: Files): Promise<void> {
  if (await isMissingOrEmpty(directory)) return writeDirectory(directory, files);
  for (const [name, content] of Object.entries(files)) {
    await writeFileAtomically(join(directory, name), contentOf(content));
  }
}

function isExisting(content: FileContent | ExistingFile): content is ExistingFile {
  return typeof content === 'object' && 'existing' in content;
}

function contentOf(content: FileContent | ExistingFile): FileContent {
  return isExisting(content) ? bytesOf(content) : content;
}

/** Opens the file when its content is read: a stream that fails before anything listens ends the process. */
async function* bytesOf({ existing }: ExistingFile): AsyncIterable<Uint8Array> {
  yield* createReadStream(existing);
}

/** Some file systems have no second names, and none has them across disks. */
function isLinked({ existing }: ExistingFile, path: string): Promise<boolean> {
  return link(existing, path).then(
    () => true,
    () => false,
  );
}

/**
 * Deletes a directory with everything in it. Other processes see it whole or not at all. After a kill, the next write
 * beside it removes the rest. Accepts a missing directory.
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
    // A later writer sweeps what cannot be removed now.
    await rm(partial, { recursive: true, force: true }).catch(() => {});
  }
}

/** Attempts, because another process may recreate the directory that was just moved away. */
const ATTEMPTS = 5;

/** Renames `made` to `target`. Moves an existing `target` to `old` first, and back if the rename fails. */
async function replace(made: string, target: string, old: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await rename(made, target);
    } catch (error) {
      // The code for an existing directory depends on the platform.
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
