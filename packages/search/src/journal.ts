import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SearchError } from './error.js';

/**
 * A file of JSON lines that is only ever added to. A line is on the disk before `append` is done, and a line that a
 * kill cut off is taken away when the journal is opened again; so what it holds is always what was appended, up to
 * some line.
 */
export class Journal {
  readonly file: string;
  /** What it held when it was opened. */
  readonly entries: readonly unknown[];
  readonly #handle: FileHandle;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: string, entries: readonly unknown[], handle: FileHandle) {
    this.file = file;
    this.entries = entries;
    this.#handle = handle;
  }

  /**
   * Opens a journal, a new one where the file is absent. One process at a time.
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
      throw new SearchError('journal', `${file} cannot be written to: ${reason(cause)}`, { cause });
    }
  }

  /** Adds a line; it is on the disk when the promise resolves. */
  append(entry: unknown): Promise<void> {
    const written = this.#last.then(async () => {
      try {
        await this.#handle.appendFile(`${JSON.stringify(entry)}\n`);
        await this.#handle.sync();
      } catch (cause) {
        throw new SearchError('journal', `${this.file} cannot be added to: ${reason(cause)}`, {
          cause,
        });
      }
    });
    // After a line that may be there in part nothing is added: every later append fails like this one.
    this.#last = written;
    written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    // Whoever appended has been told of a failure.
    await this.#last.catch(() => {});
    await this.#handle.close();
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw new SearchError('journal', `${file} cannot be read: ${reason(cause)}`, { cause });
  }
}

function parsed(line: string, file: string, place: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SearchError(
      'journal',
      `${file}:${place + 1} is not JSON, and only the last line can be cut off by a kill: the file was changed`,
      { cause },
    );
  }
}

/** Makes a new file's name last. Windows cannot open directories, and needs no such thing. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
