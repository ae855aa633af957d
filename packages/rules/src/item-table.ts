import { tableRows } from '@org/seqrec-data/item-ids';
import {
  type AttributeType,
  type AttributeTypes,
  type AttributeValue,
  type AttributeValues,
  TYPE_NAMES,
  typeOfValue,
} from './attribute.js';
import { BooleanColumn } from './boolean-column.js';
import type { Column } from './column.js';
import { RulesError } from './error.js';
import { NumberColumn } from './number-column.js';
import type { Pause } from './pause.js';
import { TextColumn } from './text-column.js';

/** Items between two pauses, which take a few milliseconds. */
const ITEMS_A_TURN = 2048;

/** Items in their order, which are gone through twice: an array, or what reads them one by one. */
export interface ItemSequence extends Iterable<ItemAttributes> {
  readonly length: number;
}

/** What is known of an item besides its id: the part of an `ItemRecord` that this package reads. */
export interface ItemAttributes {
  readonly attributes?: AttributeValues;
}

/** What items may have. Values come from outside, and each attribute takes room for every item. */
export const ATTRIBUTE_LIMITS = {
  /**
   * Attributes, beyond which changes of items add none. A number takes 8 bytes an item, so 64 of them 512 MB with a
   * million items. The items that a table is made of may have more.
   */
  attributes: 64,
  /** UTF-16 units of a name. */
  nameLength: 128,
  /** UTF-16 units of a text. */
  textLength: 1024,
  /** Texts of a list. */
  listLength: 256,
} as const;

/**
 * Changes of single items that are remembered, so that caches look at these items alone: a 64th of the items, since to
 * look at a single one costs some 30 times its share of a look at all; and at most 2048, as they are looked at in one turn.
 */
function rememberedChanges(itemCount: number): number {
  return Math.min(2048, Math.max(16, Math.floor(itemCount / 64)));
}

/**
 * The attributes of the items 1..V as columns, and which items are available. Changing an item costs as much as it has
 * attributes. The type of an attribute follows from the values that the items have, and then stays.
 */
export class ItemTable {
  /** V. */
  readonly itemCount: number;
  readonly #columns = new Map<string, Column>();
  readonly #types = new Map<string, AttributeType>();
  readonly #unavailable: Uint8Array; // [V + 2]
  /** A ring: the change from version `v` to `v + 1` is at `v % length`. */
  readonly #changed: Int32Array;
  #unavailableCount = 0;
  #version = 0;

  private constructor(itemCount: number) {
    this.itemCount = itemCount;
    this.#changed = new Int32Array(rememberedChanges(itemCount));
    this.#unavailable = new Uint8Array(tableRows(itemCount));
  }

  /**
   * `items[i]` is the item with the index `i + 1`. Where the values of an attribute differ in type, all of them are
   * texts, or lists of texts where one is a list: 1990 becomes '1990'.
   */
  static of(items: ItemSequence): ItemTable {
    const table = new ItemTable(items.length);
    for (const _ of table.#load(items)) {
      // Without a pause.
    }
    return table;
  }

  /** As {@link of}, with a pause after each few thousand items: a million take seconds. */
  static async inTurns(items: ItemSequence, pause: Pause): Promise<ItemTable> {
    const table = new ItemTable(items.length);
    for (const _ of table.#load(items)) await pause();
    return table;
  }

  /** Yields now and then. */
  *#load(items: ItemSequence): Generator<void> {
    const types = new Map<string, AttributeType>();
    let read = 0;
    for (const { attributes = {} } of items) {
      read += 1;
      if (read % ITEMS_A_TURN === 0) yield;
      addTypes(types, attributes);
    }
    for (const [name, type] of types) this.#add(name, type);
    let index = 0;
    for (const { attributes = {} } of items) {
      index += 1;
      if (index % ITEMS_A_TURN === 0) yield;
      for (const [name, value] of Object.entries(attributes)) {
        const column = this.#columns.get(name);
        if (column === undefined || Number.isNaN(value)) continue;
        column.set(index, column.type === typeOfValue(value) ? value : asTexts(value));
      }
    }
  }

  get attributes(): AttributeTypes {
    return this.#types;
  }

  /** Rises by 1 with each change of an item. */
  get version(): number {
    return this.#version;
  }

  /** Items that are not available. */
  get unavailableCount(): number {
    return this.#unavailableCount;
  }

  isAvailable(index: number): boolean {
    return this.#unavailable[index] !== 1;
  }

  /** @throws RulesError `unknown-attribute`. */
  column(name: string): Column {
    const column = this.#columns.get(name);
    if (column !== undefined) return column;
    throw new RulesError('unknown-attribute', `no item has the attribute ${JSON.stringify(name)}`);
  }

  /** What an item has now. */
  values(index: number): AttributeValues {
    this.#require(index);
    const found: Record<string, AttributeValue> = Object.create(null);
    for (const [name, column] of this.#columns) {
      const value = column.value(index);
      if (value !== undefined) found[name] = value;
    }
    return { ...found };
  }

  /**
   * Replaces all attributes of an item.
   *
   * @throws RulesError where a value does not suit its attribute; then nothing changes.
   */
  put(index: number, values: AttributeValues): void {
    this.#require(index);
    this.#check(values);
    for (const column of this.#columns.values()) column.clear(index);
    this.#write(index, values);
  }

  /**
   * Changes some attributes of an item; `null` removes one.
   *
   * @throws RulesError where a value does not suit its attribute; then nothing changes.
   */
  patch(index: number, values: Readonly<Record<string, AttributeValue | null>>): void {
    this.#require(index);
    const entries = Object.entries(values);
    const kept = entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== null);
    this.#check(Object.fromEntries(kept));
    for (const [name, value] of entries) {
      if (value === null) this.#columns.get(name)?.clear(index);
    }
    this.#write(index, Object.fromEntries(kept));
  }

  setAvailable(index: number, available: boolean): void {
    this.#require(index);
    if (this.isAvailable(index) === available) return;
    this.#unavailable[index] = available ? 0 : 1;
    this.#unavailableCount += available ? -1 : 1;
    this.#touch(index);
  }

  /** Items that changed after a version; undefined where so many did that all are to be looked at. */
  changedSince(version: number): ReadonlySet<number> | undefined {
    if (this.#version - version > this.#changed.length) return undefined;
    const changed = new Set<number>();
    for (let each = version; each < this.#version; each += 1) {
      changed.add(this.#changed[each % this.#changed.length] as number);
    }
    return changed;
  }

  #write(index: number, values: AttributeValues): void {
    for (const [name, value] of Object.entries(values)) {
      const column = this.#columns.get(name) ?? this.#add(name, typeOfValue(value));
      column.set(index, value);
    }
    this.#touch(index);
  }

  #touch(index: number): void {
    this.#changed[this.#version % this.#changed.length] = index;
    this.#version += 1;
  }

  #add(name: string, type: AttributeType): Column {
    const rows = tableRows(this.itemCount);
    const column =
      type === 'number'
        ? new NumberColumn(rows)
        : type === 'boolean'
          ? new BooleanColumn(rows)
          : new TextColumn(type, rows);
    this.#columns.set(name, column);
    this.#types.set(name, type);
    return column;
  }

  #check(values: AttributeValues): void {
    const added = Object.keys(values).filter((name) => !this.#columns.has(name)).length;
    if (added > 0) requireAttributeCount(this.#columns.size + added);
    for (const [name, value] of Object.entries(values)) checkValue(name, value, this.#types);
  }

  #require(index: number): void {
    if (Number.isInteger(index) && index >= 1 && index <= this.itemCount) return;
    throw new RulesError('invalid-rule', `item index ${index} is not in 1..${this.itemCount}`);
  }
}

/** Widens the types of attributes, so that each suits these values too. */
function addTypes(types: Map<string, AttributeType>, attributes: AttributeValues): void {
  for (const [name, value] of Object.entries(attributes)) {
    const type = typeOfValue(value);
    const before = types.get(name);
    if (before === type) continue;
    types.set(
      name,
      before === undefined ? type : before === 'list' || type === 'list' ? 'list' : 'text',
    );
  }
}

function asTexts(value: AttributeValue): readonly string[] {
  return typeof value === 'object' ? value : [String(value)];
}

function requireAttributeCount(count: number): void {
  if (count <= ATTRIBUTE_LIMITS.attributes) return;
  throw new RulesError(
    'too-large',
    `the items have ${count} attributes, and at most ${ATTRIBUTE_LIMITS.attributes} are kept: leave out those that no rule names`,
  );
}

function checkValue(name: string, value: AttributeValue, types: AttributeTypes): void {
  const shown = JSON.stringify(name.slice(0, ATTRIBUTE_LIMITS.nameLength));
  const { nameLength, textLength, listLength } = ATTRIBUTE_LIMITS;
  if (name === '' || name.length > nameLength) {
    throw new RulesError(
      'invalid-rule',
      `an attribute's name has 1 to ${nameLength} characters, got ${name.length}: ${shown}`,
    );
  }
  const type = typeOfValue(value);
  const expected = types.get(name);
  if (expected !== undefined && type !== expected && !(expected === 'list' && type === 'text')) {
    throw new RulesError(
      'wrong-type',
      `${shown}: expected ${TYPE_NAMES[expected]}, as other items have, got ${JSON.stringify(value).slice(0, 80)}`,
    );
  }
  if (type === 'number' && !Number.isFinite(value)) {
    throw new RulesError('wrong-type', `${shown}: expected a finite number, got ${value}`);
  }
  const texts = typeof value === 'string' ? [value] : typeof value === 'object' ? value : [];
  if (texts.length > listLength) {
    throw new RulesError(
      'too-large',
      `${shown} has ${texts.length} texts, and at most ${listLength} are kept`,
    );
  }
  const long = texts.find((text) => text.length > textLength);
  if (long === undefined) return;
  throw new RulesError(
    'too-large',
    `${shown} has a text of ${long.length} characters, and at most ${textLength} are kept`,
  );
}
