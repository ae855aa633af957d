import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AttributeValues,
  type CheckedRules,
  checkRules,
  type ItemBias,
  ItemBiases,
  ItemTable,
  type Rules,
  RulesError,
} from '@org/rules';
import type { Catalogue, ExternalId } from '@org/seqrec-data';
import type { Logger } from 'pino';

/** An item as it was changed. */
export interface ItemChange {
  /** All attributes that it has now. */
  readonly attributes: AttributeValues;
  readonly available: boolean;
}

/** The attributes and the availability of the items of one model. */
export interface ModelItems {
  readonly catalogue: Catalogue;
  readonly table: ItemTable;
  readonly biases: ItemBiases;
  /** Of a set of rules that the server knows by name. @throws RulesError where it does not suit the items. */
  rulesNamed(name: string): CheckedRules | undefined;
}

export interface ItemHostOptions {
  /** Sets of rules by name. */
  readonly ruleSets?: ReadonlyMap<string, Rules> | undefined;
  readonly log: Logger;
}

const NO_RULES = { boosts: [] };

/**
 * What is known of the items of the model that answers: the attributes of its artifact, and what was changed since. A
 * model that replaces it gets the changes of the items that it knows.
 */
export class ItemHost {
  readonly #options: ItemHostOptions;
  readonly #changes = new Map<ExternalId, ItemChange>();
  /** Of the items that were changed. */
  readonly #unavailable = new Set<ExternalId>();
  /** A catalogue is that of one model. */
  readonly #items = new WeakMap<Catalogue, Promise<ModelItems>>();
  /** Of the models whose items are loaded, until nothing else needs them. */
  readonly #loaded = new Set<WeakRef<ModelItems>>();

  constructor(options: ItemHostOptions) {
    this.#options = options;
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
    return { attributes: table.values(index), available: table.isAvailable(index) };
  }

  /**
   * Changes an item at once for all requests that come after, whichever model answers them.
   *
   * @throws RulesError where a value does not suit its attribute; then nothing changes.
   */
  async change(
    catalogue: Catalogue,
    index: number,
    apply: (table: ItemTable, index: number) => void,
  ): Promise<ItemChange> {
    const { table } = await this.of(catalogue);
    apply(table, index);
    const change = { attributes: table.values(index), available: table.isAvailable(index) };
    const { id } = catalogue.item(index);
    this.#changes.set(id, change);
    if (change.available) this.#unavailable.delete(id);
    else this.#unavailable.add(id);
    for (const reference of this.#loaded) {
      const other = reference.deref();
      if (other === undefined) this.#loaded.delete(reference);
      else if (other.table !== table) this.#repeat(other, id, change, apply);
    }
    return change;
  }

  async #load(catalogue: Catalogue): Promise<ModelItems> {
    const table = await ItemTable.inTurns(catalogue.items, () => nextTurn());
    const named = new Map<string, CheckedRules>();
    const items: ModelItems = {
      catalogue,
      table,
      biases: new ItemBiases({ table, pause: () => nextTurn() }),
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
    apply: (table: ItemTable, index: number) => void,
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
