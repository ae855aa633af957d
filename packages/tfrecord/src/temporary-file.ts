import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TFRecordError } from './error.js';

let created = 0;

/**
 * A file written under a temporary name beside `path` and given its own when it is whole, so that no reader ever meets
 * half of it. The temporary name starts with a dot: patterns do not match it.
 */
export class TemporaryFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #temporaryPath: string;

  private constructor(path: string, temporaryPath: string, handle: FileHandle) {
    this.path = path;
    this.#temporaryPath = temporaryPath;
    this.handle = handle;
  }

  static async create(path: string): Promise<TemporaryFile> {
    for (;;) {
      created += 1;
      const name = `.${basename(path)}.${process.pid}-${created}.tmp`;
      const temporaryPath = join(dirname(path), name);
      try {
        return new TemporaryFile(path, temporaryPath, await open(temporaryPath, 'wx'));
      } catch (cause) {
        // Left behind by a killed process that had our number: take the next name.
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw writeFailed(path, cause);
      }
    }
  }

  /** Forces the data to the disk. */
  async seal(): Promise<void> {
    await this.handle.sync();
    await this.handle.close();
  }

  /** Gives a sealed file its name. */
  async publish(): Promise<void> {
    await rename(this.#temporaryPath, this.path).catch((cause: unknown) => {
      throw writeFailed(this.path, cause);
    });
  }

  /** Removes a file that was not published; what stood under `path` before stays. */
  async discard(): Promise<void> {
    // This cleans up after a failure that is reported already; a second failure here must not hide it.
    await this.handle.close().catch(() => {});
    await unlink(this.#temporaryPath).catch(() => {});
  }
}

export function writeFailed(file: string, cause: unknown): TFRecordError {
  if (cause instanceof TFRecordError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TFRecordError('write-failed', `cannot write: ${reason}`, { file, cause });
}
