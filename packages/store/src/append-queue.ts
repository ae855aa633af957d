import { StoreError } from './error.js';
import type { Appended } from './event-store.js';
import type { EventRow } from './store-event.js';

/** One write at the most, so that it does not hold up the appends that come meanwhile. An append is never split. */
const MAX_WRITE = 1000;
/** About 20 MB of usual events. */
const MAX_WAITING = 50_000;

interface Waiting {
  readonly rows: readonly EventRow[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers the appends that come while a write is under way into the next one: a disk confirms a hundred as fast as one. */
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

  /** Settles when nothing waits. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #drain(): Promise<void> {
    // Appends of the same turn of the event loop come together.
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
