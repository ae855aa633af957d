import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { TFRecordError } from './error.js';

let opened = 0;

/**
 * A file written under a temporary name beside `path` and renamed to it by `commit`, so that no reader ever meets half of
 * it under its own name.
 */
export class TemporaryFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly #temporary: string;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.handle = handle;
  }

  static async create(path: string): Promise<TemporaryFile> {
    for (;;) {
      opened += 1;
      const temporary = `${path}.${process.pid}-${opened}.tmp`;
      try {
        return new TemporaryFile(path, temporary, await open(temporary, 'wx'));
      } catch (cause) {
        // A leftover of a killed process that had our number: take the next.
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw writeFailed(path, cause);
      }
    }
  }

  /** Forces the data to disk and gives the file its name. */
  async commit(): Promise<void> {
    try {
      await this.handle.sync();
      await this.handle.close();
      await rename(this.#temporary, this.path);
    } catch (cause) {
      await this.discard();
      throw writeFailed(this.path, cause);
    }
  }

  /** Removes the temporary file; what stood under `path` before stays. */
  async discard(): Promise<void> {
    // Only the cleaning up of a failure that is reported already: a second failure here would hide it.
    await this.handle.close().catch(() => {});
    await unlink(this.#temporary).catch(() => {});
  }
}

export function writeFailed(path: string, cause: unknown): TFRecordError {
  if (cause instanceof TFRecordError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TFRecordError('write-failed', `cannot write: ${reason}`, { file: path, cause });
}
