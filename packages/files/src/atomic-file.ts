import { type FileHandle, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type FileContent, writeContent } from './content.js';
import { writeError } from './error.js';
import { partialPath, sweepPartials } from './partial.js';
import { syncDirectory } from './sync-directory.js';

/**
 * A file that is written under a temporary name and gets its final name when it is whole, so no reader ever sees half
 * of it. For writers that need the handle; {@link writeFileAtomically} is simpler.
 *
 * @example
 * const file = await AtomicFile.create('out.bin');
 * try {
 *   await file.handle.writeFile(bytes);
 *   await file.seal();
 *   await file.publish();
 * } catch (error) {
 *   await file.discard();
 *   throw error;
 * }
 */
export class AtomicFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #target: string;
  readonly #partial: string;

  private constructor(path: string, target: string, partial: string, handle: FileHandle) {
    this.path = path;
    this.handle = handle;
    this.#target = target;
    this.#partial = partial;
  }

  /**
   * Opens the temporary file and removes what killed writers left in the directory, which must exist.
   *
   * @throws FileError `write-failed`.
   */
  static async create(path: string): Promise<AtomicFile> {
    try {
      // Writes the file that a symbolic link points to, and keeps the link.
      const target = await realpath(path).catch(() => resolve(path));
      await sweepPartials(dirname(target));
      const partial = partialPath(dirname(target));
      return new AtomicFile(path, target, partial, await open(partial, 'wx'));
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  /** Forces the content to the disk and closes the handle. */
  async seal(): Promise<void> {
    try {
      await this.handle.sync();
      await this.handle.close();
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** Gives a sealed file its name. */
  async publish(): Promise<void> {
    try {
      await rename(this.#partial, this.#target);
      await syncDirectory(dirname(this.#target));
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** Removes a file that was not published. An earlier file of its name stays. */
  async discard(): Promise<void> {
    // This cleans up after an error, which a second error must not hide.
    await this.handle.close().catch(() => {});
    await rm(this.#partial, { force: true }).catch(() => {});
  }
}

/**
 * Writes a file whole or not at all, and makes its directory if needed. The old content stays until the new one is on
 * the disk.
 *
 * @throws FileError `write-failed`, with nothing left behind. Errors of `content` pass through unchanged.
 */
export async function writeFileAtomically(path: string, content: FileContent): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true }).catch((cause: unknown) => {
    throw writeError(path, cause);
  });
  const file = await AtomicFile.create(path);
  try {
    await writeContent(file.handle, path, content);
    await file.publish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
