import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf, syncDirectory } from '@org/files';
import { SearchError } from './error.js';

/**
 * An append-only file of JSON lines. `append` resolves once its line is on the disk. Opening a journal removes a last
 * line that a kill cut off, so the file always holds whole lines in the order of their appends.
 */
export class Journal {
  readonly file: string;
  /** The lines of the file when it was opened. */
  readonly entries: readonly unknown[];
  readonly #handle: FileHandle;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: string, entries: readonly unknown[], handle: FileHandle) {
    this.file = file;
    this.entries = entries;
    this.#handle = handle;
  }

  /**
   * Opens a journal; creates the file if it is absent. Only one process may have it open.
   *
   * @throws SearchError `journal` when the file cannot be opened, or a whole line of it is not JSON.
   */
  static async open(file: string): Promise<Journal> {
    const text = await contentOf(file);
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const entries = whole
      .split('\n')
      .slice(0, -1)
      .map((line, place) => parsed(line, file, place));
    try {
      const handle = await open(file, 'a');
      if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
      if (text === '') await syncDirectory(dirname(file));
      return new Journal(file, entries, handle);
    } catch (cause) {
      throw new SearchError('journal', `${file} cannot be written to: ${reasonOf(cause)}`, {
        cause,
      });
    }
  }

  /** Adds a line; it is on the disk when the promise resolves. */
  append(entry: unknown): Promise<void> {
    const written = this.#last.then(async () => {
      try {
        await this.#handle.appendFile(`${JSON.stringify(entry)}\n`);
        await this.#handle.sync();
      } catch (cause) {
        throw new SearchError('journal', `${this.file} cannot be appended to: ${reasonOf(cause)}`, {
          cause,
        });
      }
    });
    // The file may hold part of the line, so nothing may follow it: every later append fails like this one.
    this.#last = written;
    written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    // The caller of `append` gets the error.
    await this.#last.catch(() => {});
    await this.#handle.close();
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new SearchError('journal', `${file} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function parsed(line: string, file: string, place: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SearchError(
      'journal',
      `${file}:${place + 1} is not JSON, and a kill can only cut off the last line: someone changed the file`,
      { cause },
    );
  }
}
