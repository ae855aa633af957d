import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedRecord } from '@org/evaluation';

export interface RecommendationLogOptions {
  /** Made where it is missing. Several servers may write into one. */
  readonly directory: string;
  /** Bytes of all files in the directory at the most; the oldest files are deleted beyond them. */
  readonly maxBytes: number;
  /** Called with the number of records that were lost. */
  readonly onDrop: (records: number) => void;
  /** Called when the disk refuses, once until it takes records again. */
  readonly onError: (error: Error) => void;
}

/** Characters that wait in memory at the most. */
const MAX_WAITING = 4_000_000;
/** Records are gathered for so many milliseconds. */
const GATHER_MS = 100;
/** A file that is larger is followed by a new one. */
const FILE_SHARE = 16;
const NAME = /^recommendations-.*\.jsonl$/;

/**
 * Keeps what was recommended, as JSON lines. It never holds up an answer: records wait in memory, and where the disk does
 * not take them they are dropped and counted. Who waits for `written` knows that the record is on the disk.
 */
export class RecommendationLog {
  readonly #options: RecommendationLogOptions;
  #waiting: string[] = [];
  #waitingLength = 0;
  #durable: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #file: { readonly handle: FileHandle; bytes: number } | undefined;
  #files = 0;
  #failing = false;
  #torn = false;

  constructor(options: RecommendationLogOptions) {
    this.#options = options;
  }

  /** Keeps a record soon; false where too many wait, so that it is dropped. Never blocks and never throws. */
  write(record: LoggedRecord): boolean {
    const line = `${JSON.stringify(record)}\n`;
    if (this.#waitingLength + line.length > MAX_WAITING) {
      this.#options.onDrop(1);
      return false;
    }
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
    return true;
  }

  /** Keeps records, and resolves once they are on the disk. Rejects where it does not take them. */
  async written(records: readonly LoggedRecord[]): Promise<void> {
    const kept = records.map((record) => this.write(record));
    if (!kept.every(Boolean)) throw new Error('too many records wait for the disk');
    await new Promise<void>((resolve, reject) => {
      this.#durable.push({ resolve, reject });
      this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
    });
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#append());
  }

  async #append(): Promise<void> {
    const lines = this.#waiting;
    const durable = this.#durable;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#durable = [];
    if (lines.length === 0 && durable.length === 0) return;
    try {
      this.#file ??= await this.#open();
      // What a failure has left of a line must not spoil the next.
      const bytes = Buffer.from(`${this.#torn ? '\n' : ''}${lines.join('')}`);
      this.#torn = true;
      await this.#file.handle.appendFile(bytes);
      this.#torn = false;
      this.#file.bytes += bytes.length;
      if (durable.length > 0) await this.#file.handle.datasync();
      this.#failing = false;
      for (const { resolve } of durable) resolve();
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#options.onDrop(lines.length);
      if (!this.#failing) this.#options.onError(error);
      this.#failing = true;
      for (const { reject } of durable) reject(error);
    }
    await this.#rotate();
  }

  async #open(): Promise<{ readonly handle: FileHandle; bytes: number }> {
    const { directory } = this.#options;
    await mkdir(directory, { recursive: true });
    // A server that restarts often leaves many small files.
    await this.#prune();
    this.#files += 1;
    const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
    const name = `recommendations-${time}-${process.pid}-${this.#files}.jsonl`;
    return { handle: await open(join(directory, name), 'ax'), bytes: 0 };
  }

  /** Ends a file that has grown large. Its records are on the disk, whatever goes wrong here. */
  async #rotate(): Promise<void> {
    const file = this.#file;
    if (file === undefined || file.bytes <= this.#options.maxBytes / FILE_SHARE) return;
    this.#file = undefined;
    await file.handle.close().catch(() => {});
    await this.#prune();
  }

  /** Deletes the oldest files beyond the limit. What cannot be deleted now is tried again with the next file. */
  async #prune(): Promise<void> {
    const { directory, maxBytes } = this.#options;
    const found = await readdir(directory).catch(() => []);
    const names = found.filter((name) => NAME.test(name)).sort();
    const sizes = await Promise.all(
      names.map((name) =>
        stat(join(directory, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [place, name] of names.entries()) {
      if (total <= maxBytes) return;
      total -= sizes[place] ?? 0;
      await unlink(join(directory, name)).catch(() => {});
    }
  }
}
