import { Worker } from 'node:worker_threads';
import { StoreError, type StoreErrorCode } from './error.js';
import type { SqliteDatabase, SqliteOptions } from './sqlite-database.js';

export interface SqliteRequest {
  readonly id: number;
  readonly method: keyof SqliteDatabase;
  readonly args: readonly unknown[];
}

export interface SqliteAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly code: StoreErrorCode; readonly message: string };
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

/** A thread with an open database, so that waiting for the disk does not block the caller. Restarts if it ends. */
export class SqliteThread {
  readonly #options: SqliteOptions;
  readonly #script: URL;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(options: SqliteOptions, script: URL) {
    this.#options = options;
    this.#script = script;
  }

  call<Method extends keyof SqliteDatabase>(
    method: Method,
    ...args: Parameters<SqliteDatabase[Method]>
  ): Promise<ReturnType<SqliteDatabase[Method]>> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#lastId += 1;
    const request: SqliteRequest = { id: this.#lastId, method, args };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve: resolve as Pending['resolve'], reject });
      worker.postMessage(request);
    });
  }

  /** Closes the database and ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    await this.call('close');
    await worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#options });
    worker.on('message', ({ id, value, error }: SqliteAnswer) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) pending?.resolve(value);
      else pending?.reject(new StoreError(error.code, error.message));
    });
    const end = (reason: string, cause?: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const waiting = [...this.#pending.values()];
      this.#pending.clear();
      const sentence = `the thread that holds ${this.#options.path} ${reason}`;
      for (const { reject } of waiting) reject(new StoreError('unavailable', sentence, cause));
    };
    worker.once('error', (cause) => end(`failed: ${cause.message}`, cause));
    worker.once('exit', (code) => end(`ended with ${code}`));
    return worker;
  }
}
