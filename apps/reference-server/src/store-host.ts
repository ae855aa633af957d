import { type EventStore, openStore, StoreError } from '@org/store';
import type { Logger } from 'pino';
import type { Settings } from './settings.js';
import type { Telemetry } from './telemetry.js';

export interface StoreHostOptions {
  readonly url: string;
  readonly settings: Pick<Settings, 'retentionDays'>;
  readonly telemetry: Telemetry;
  readonly log: Logger;
}

/** The store that keeps events, or why none does now. */
export type StoreState = { readonly store: EventStore } | { readonly unready: string };

/** How often the host looks whether the store answers, and how long it waits for that. */
const CHECK_MS = 2000;
const RETRY_MS = 1000;
const PRUNE_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Holds the store: opens it, looks whether it answers, deletes what is too old. */
export class StoreHost {
  /** Settles once the store is open; rejects where trying again is of no use. */
  readonly opened: Promise<void>;
  readonly #options: StoreHostOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #store: EventStore | undefined;
  #unready: string | undefined = 'the store of events is being opened: try again in a moment';
  #closing = false;
  #checking = false;

  constructor(options: StoreHostOptions) {
    this.#options = options;
    this.opened = this.#open();
  }

  state(): StoreState {
    if (this.#store === undefined || this.#unready !== undefined) {
      return { unready: this.#unready ?? 'the store of events is closed' };
    }
    return { store: this.#store };
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#store?.close();
  }

  async #open(): Promise<void> {
    const { url, log, settings, telemetry } = this.#options;
    while (!this.#closing) {
      try {
        this.#store = await openStore(url);
        break;
      } catch (error) {
        // A database on the network may come up after this server; a file does not.
        const later = error instanceof StoreError && error.code === 'unavailable';
        if (!later || url.startsWith('sqlite:')) throw error;
        this.#unready = 'the store of events cannot be opened so far; the log has the reason';
        log.error({ reason: error.message }, 'the store cannot be opened; the next try follows');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    const store = this.#store;
    if (store === undefined) return;
    if (this.#closing) return store.close();
    this.#unready = undefined;
    telemetry.storeReady.set(1);
    log.info({ store: store.name }, 'the store is open');
    this.#every(CHECK_MS, () => this.#check(store));
    if (settings.retentionDays !== undefined) {
      const prune = () => this.#prune(store, settings.retentionDays ?? Number.POSITIVE_INFINITY);
      prune();
      this.#every(PRUNE_MS, prune);
    }
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms).unref());
  }

  async #check(store: EventStore): Promise<void> {
    if (this.#checking) {
      this.#lose('it has not answered in time');
      return;
    }
    this.#checking = true;
    try {
      await store.check();
      if (this.#unready !== undefined) this.#options.log.info('the store answers again');
      this.#unready = undefined;
      this.#options.telemetry.storeReady.set(1);
    } catch (error) {
      this.#lose((error as Error).message);
    } finally {
      this.#checking = false;
    }
  }

  #lose(reason: string): void {
    if (this.#closing) return;
    if (this.#unready === undefined)
      this.#options.log.error({ reason }, 'the store does not answer');
    this.#unready = 'the store of events does not answer now: try again in a moment';
    this.#options.telemetry.storeReady.set(0);
  }

  async #prune(store: EventStore, days: number): Promise<void> {
    const { log } = this.#options;
    try {
      const deleted = await store.prune(Date.now() - days * DAY_MS);
      if (deleted > 0) log.info({ deleted, days }, 'events that were too old are deleted');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'events that are too old cannot be deleted');
    }
  }
}
