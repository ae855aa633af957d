import type { ExternalId } from '@org/seqrec-data';
import { nextTurn } from '@org/serving';
import { type EventStore, StoreError } from '@org/store';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ItemChange } from './item-change.js';
import { Refusal, unavailable } from './problem.js';
import type { StoreState } from './store-host.js';

export interface KeptItemChangesOptions {
  readonly store: () => StoreState;
  /** Called with each change that this server or another has written, oldest first. */
  readonly onChange: (id: ExternalId, change: ItemChange) => void;
  readonly log: Logger;
}

/** How often changes of other servers are read. */
const READ_MS = 1000;
/** Changes of one read; between two, requests are answered. */
const PAGE = 500;

const schema = z.object({
  attributes: z.record(
    z.string(),
    z.union([z.number(), z.string(), z.boolean(), z.array(z.string())]),
  ),
  available: z.boolean(),
});

/** The changes of items that the store keeps, so that they survive a restart and reach other servers with the same store. */
export class KeptItemChanges {
  readonly #options: KeptItemChangesOptions;
  /** The revision of each item's last change. */
  readonly #revisions = new Map<ExternalId, number>();
  /** All changes up to this revision have been read. */
  #read = 0;
  #reading = false;
  #unready: string | undefined = 'changes of items are being read: try again in a moment';

  constructor(options: KeptItemChangesOptions) {
    this.#options = options;
  }

  /** Why lists may lack changes so far; undefined once all that were kept before have been read. */
  unready(): string | undefined {
    return this.#unready;
  }

  /** Reads what other servers change, from now on; `inTurn` runs one thing at a time. */
  follow(inTurn: (work: () => Promise<void>) => Promise<void>): void {
    const { store, log } = this.#options;
    const look = async () => {
      if (this.#reading || 'unready' in store()) return;
      this.#reading = true;
      try {
        await inTurn(() => this.read());
      } catch (error) {
        // The host of the store says where it does not answer.
        if (error instanceof StoreError || error instanceof Refusal) return;
        log.error({ reason: (error as Error).message }, 'changes of items cannot be read');
      } finally {
        this.#reading = false;
      }
    };
    void look();
    setInterval(() => void look(), READ_MS).unref();
  }

  /** Reads what has changed since the last time. */
  async read(): Promise<void> {
    const store = this.#store();
    for (;;) {
      const changes = await store.changedItems(this.#read, PAGE);
      for (const { item, state, revision } of changes) {
        // What this server wrote itself.
        if ((this.#revisions.get(item) ?? 0) < revision) this.#take(item, state, revision);
        this.#read = revision;
      }
      if (changes.length < PAGE) break;
      await nextTurn();
    }
    this.#unready = undefined;
  }

  /** Keeps changes of items, all or none. False where another server has changed one of them since the last read. */
  async write(changes: readonly (readonly [ExternalId, ItemChange])[]): Promise<boolean> {
    const revisions = await this.#store().changeItems(
      changes.map(([item, { attributes, available }]) => ({
        item,
        state: { attributes, available },
        after: this.#revisions.get(item) ?? 0,
      })),
    );
    if (revisions === undefined) return false;
    changes.forEach(([item], place) => {
      this.#revisions.set(item, revisions[place] as number);
    });
    return true;
  }

  #take(id: ExternalId, state: unknown, revision: number): void {
    const { onChange, log } = this.#options;
    this.#revisions.set(id, revision);
    const parsed = schema.safeParse(state);
    if (parsed.success) onChange(id, parsed.data);
    else log.error({ item: id, revision }, 'a change of an item in the store cannot be read');
  }

  #store(): EventStore {
    const state = this.#options.store();
    if ('unready' in state) throw unavailable(state.unready);
    return state.store;
  }
}
