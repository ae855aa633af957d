import { StoreError } from './error.js';
import type { Appended } from './event-store.js';
import type { EventRow } from './store-event.js';

/** The most events of one write, so that it does not delay later appends for long. An append is never split. */
const MAX_WRITE = 1000;
/** About 20 MB of usual events. */
const MAX_WAITING = 50_000;

interface Waiting {
  readonly rows: readonly EventRow[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Joins the appends that arrive during a write into the next write: a disk confirms a hundred events as fast as one. */
export class AppendQueue {
  readonly #write: (rows: readonly EventRow[]) => Promise<readonly string[]>;
  readonly #waiting: Waiting[] = [];
  #rows = 0;
  #writing: Promise<void> | undefined;

  constructor(write: (rows: readonly EventRow[]) => Promise<readonly string[]>) {
    this.#write = write;
  }

  append(rows: readonly EventRow[]): Promise<Appended> {
    if (this.#rows > 0 && this.#rows + rows.length > MAX_WAITING) {
      const sentence = `${this.#rows} events wait to be written, and no more are taken until some are`;
      return Promise.reject(new StoreError('busy', sentence));
    }
    this.#rows += rows.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rows, resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  /** Resolves when no append is waiting. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #drain(): Promise<void> {
    // Waits for the other appends of this turn of the event loop.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#writeSome(this.#take());
    this.#writing = undefined;
  }

  #take(): readonly Waiting[] {
    let rows = 0;
    const end = this.#waiting.findIndex((one, place) => {
      rows += one.rows.length;
      return place > 0 && rows > MAX_WRITE;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #writeSome(appends: readonly Waiting[]): Promise<void> {
    const rows = appends.flatMap((append) => append.rows);
    try {
      const fresh = new Set(await this.#write(rows));
      for (const append of appends) {
        // An id that occurs twice was stored with its first event.
        const stored = append.rows.filter(({ id }) => fresh.delete(id)).length;
        append.resolve({ stored, duplicates: append.rows.length - stored });
      }
    } catch (error) {
      for (const append of appends) append.reject(error);
    } finally {
      this.#rows -= rows.length;
    }
  }
}
