import {
  type CheckedRules,
  checkRules,
  type ItemBias,
  ItemBiases,
  ItemTable,
  type Rules,
  RulesError,
} from '@org/rules';
import type { Catalogue, ExternalId } from '@org/seqrec-data';
import { nextTurn } from '@org/serving';
import type { Logger } from 'pino';
import type { ItemChange } from './item-change.js';
import { KeptItemChanges } from './kept-item-changes.js';
import { unavailable } from './problem.js';
import type { StoreState } from './store-host.js';

/** The attributes and the availability of the items of one model. */
export interface ModelItems {
  readonly catalogue: Catalogue;
  readonly table: ItemTable;
  readonly biases: ItemBiases;
  /** The set of rules that the server knows by this name. @throws RulesError where it does not suit the items. */
  rulesNamed(name: string): CheckedRules | undefined;
}

/** A change of one item of a model. */
export interface RequestedChange {
  readonly index: number;
  readonly apply: (table: ItemTable, index: number) => void;
}

export interface ItemHostOptions {
  /** Sets of rules by name. */
  readonly ruleSets?: ReadonlyMap<string, Rules> | undefined;
  /** What keeps changes. Without it they end with this process. */
  readonly store?: (() => StoreState) | undefined;
  readonly log: Logger;
}

/** Several servers that change the same item at once: one change is kept after the other. */
const MAX_TRIES = 10;

const NO_RULES = { boosts: [] };

/**
 * What is known of the items of the model that answers: the attributes of its artifact, and what was changed since. A
 * model that replaces it gets the changes of the items that it knows. Where there is a store, a change is kept before it is
 * acknowledged, and servers that share the store have each other's changes within about a second.
 */
export class ItemHost {
  readonly #options: ItemHostOptions;
  readonly #changes = new Map<ExternalId, ItemChange>();
  /** The changed items that are unavailable. */
  readonly #unavailable = new Set<ExternalId>();
  /** A catalogue is that of one model. */
  readonly #items = new WeakMap<Catalogue, Promise<ModelItems>>();
  /** The items of loaded models, until nothing else needs them. */
  readonly #loaded = new Set<WeakRef<ModelItems>>();

  readonly #kept: KeptItemChanges | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  constructor(options: ItemHostOptions) {
    this.#options = options;
    const { store, log } = options;
    if (store === undefined) return;
    const onChange = (id: ExternalId, change: ItemChange) => this.#adopt(id, change);
    this.#kept = new KeptItemChanges({ store, log, onChange });
  }

  /** Why lists may lack changes so far; undefined where they do not. */
  unready(): string | undefined {
    return this.#kept?.unready();
  }

  /** Reads the changes that the store keeps, now and from now on. */
  follow(): void {
    this.#kept?.follow((work) => this.#inTurn(work));
  }

  get ruleSetNames(): readonly string[] {
    return [...(this.#options.ruleSets?.keys() ?? [])];
  }

  /** The items of a catalogue; reads its attributes when first asked. */
  of(catalogue: Catalogue): Promise<ModelItems> {
    const known = this.#items.get(catalogue);
    if (known !== undefined) return known;
    const items = this.#load(catalogue);
    this.#items.set(catalogue, items);
    return items;
  }

  /** @throws Error with one sentence that names the set whose attributes the items do not have. */
  async checkRuleSets(catalogue: Catalogue): Promise<void> {
    if (this.ruleSetNames.length === 0) return;
    const { rulesNamed } = await this.of(catalogue);
    for (const name of this.ruleSetNames) {
      try {
        rulesNamed(name);
      } catch (error) {
        throw new Error(`RULES: the set ${JSON.stringify(name)}: ${(error as Error).message}`);
      }
    }
  }

  /** What is added to the scores of every list: undefined as long as all items are available. */
  async biasOfAll(catalogue: Catalogue): Promise<ItemBias | undefined> {
    if (this.#unavailable.size === 0) return undefined;
    return (await this.of(catalogue)).biases.biasOf(NO_RULES);
  }

  /** What an item has now. */
  async read(catalogue: Catalogue, index: number): Promise<ItemChange> {
    const { table } = await this.of(catalogue);
    return stateOf(table, index);
  }

  /**
   * Changes items, all or none, at once for all requests that come after, whichever model answers them. Where there is a
   * store, the changes are kept when the promise fulfils. What one of the changes throws refuses them all.
   *
   * @throws StoreError, ServingError `unavailable` where the changes cannot be kept. Then nothing changes.
   */
  async change(
    catalogue: Catalogue,
    changes: readonly RequestedChange[],
  ): Promise<readonly ItemChange[]> {
    const { table } = await this.of(catalogue);
    const kept = this.#kept;
    const ids = changes.map(({ index }) => catalogue.item(index).id);
    const before = () => changes.map(({ index }) => stateOf(table, index));
    const restoreAll = (states: readonly ItemChange[]) =>
      changes.forEach(({ index }, place) => {
        restore(table, index, states[place] as ItemChange);
      });
    const applyAll = (states: readonly ItemChange[]) => {
      try {
        for (const { index, apply } of changes) apply(table, index);
      } catch (error) {
        restoreAll(states);
        throw error;
      }
      return before();
    };
    const done = (states: readonly ItemChange[]) => {
      changes.forEach(({ apply }, place) => {
        const [id, state] = [ids[place] as ExternalId, states[place] as ItemChange];
        this.#note(id, state);
        this.#repeatAll(id, state, apply, table);
      });
      return states;
    };
    if (kept === undefined) return done(applyAll(before()));
    return this.#inTurn(async () => {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        await kept.read();
        const states = before();
        const changed = applyAll(states);
        let isKept = false;
        try {
          isKept = await kept.write(ids.map((id, place) => [id, changed[place] as ItemChange]));
        } finally {
          if (!isKept) restoreAll(states);
        }
        if (isKept) return done(changed);
      }
      throw unavailable('other servers change these items all the time: try again in a moment');
    });
  }

  /** Takes over what another server has changed. */
  #adopt(id: ExternalId, change: ItemChange): void {
    this.#note(id, change);
    this.#repeatAll(id, change, (table, index) => table.put(index, change.attributes));
  }

  #note(id: ExternalId, change: ItemChange): void {
    this.#changes.set(id, change);
    if (change.available) this.#unavailable.delete(id);
    else this.#unavailable.add(id);
  }

  #repeatAll(
    id: ExternalId,
    change: ItemChange,
    apply: RequestedChange['apply'],
    except?: ItemTable,
  ): void {
    for (const reference of this.#loaded) {
      const other = reference.deref();
      if (other === undefined) this.#loaded.delete(reference);
      else if (other.table !== except) this.#repeat(other, id, change, apply);
    }
  }

  /** Runs one thing at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastTurn.then(work, work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  async #load(catalogue: Catalogue): Promise<ModelItems> {
    const all = { length: catalogue.itemCount, [Symbol.iterator]: () => catalogue.each() };
    const table = await ItemTable.inTurns(all, nextTurn);
    const named = new Map<string, CheckedRules>();
    const items: ModelItems = {
      catalogue,
      table,
      biases: new ItemBiases({ table, pause: nextTurn }),
      rulesNamed: (name) => {
        const known = named.get(name);
        if (known !== undefined) return known;
        const rules = this.#options.ruleSets?.get(name);
        if (rules === undefined) return undefined;
        const checked = checkRules(rules, table.attributes);
        named.set(name, checked);
        return checked;
      },
    };
    for (const [id, change] of this.#changes) {
      this.#repeat(items, id, change, (_, index) => table.put(index, change.attributes));
    }
    this.#loaded.add(new WeakRef(items));
    return items;
  }

  /** Changes an item of another model, where that knows it. */
  #repeat(
    { catalogue, table }: ModelItems,
    id: ExternalId,
    { available }: ItemChange,
    apply: RequestedChange['apply'],
  ): void {
    const index = catalogue.indexOf(id);
    if (index === undefined) return;
    table.setAvailable(index, available);
    try {
      apply(table, index);
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      this.#options.log.warn(
        { reason: error.message },
        'an attribute that was changed does not suit another model, whose item keeps what it has',
      );
    }
  }
}

function stateOf(table: ItemTable, index: number): ItemChange {
  return { attributes: table.values(index), available: table.isAvailable(index) };
}

function restore(table: ItemTable, index: number, { attributes, available }: ItemChange): void {
  table.put(index, attributes);
  table.setAvailable(index, available);
}
