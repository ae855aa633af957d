import {
  Catalogue,
  type CatalogueItems,
  type ExternalId,
  type ItemRecord,
  titleKey,
  type UntrainedItem,
} from '@org/seqrec-data';

/**
 * The items of a catalogue and what they are looked up in, in memory that threads share: a thread that answers requests
 * has nothing to copy, to parse or to sort before its first request, whatever the number of items.
 */
export interface PackedItems {
  /** Each item as a line of JSON. */
  readonly lines: Uint8Array;
  /** [V + 1]: where the line of each item starts, and where one more would. */
  readonly starts: Float64Array;
  /** A hash table of ids: indices of items, 0 for a free place. */
  readonly byId: Int32Array;
  /** The same of titles, each with its first item. */
  readonly byTitle: Int32Array;
  /** [V + 1], by item index: the next item with the same title, or 0. */
  readonly nextOfTitle: Int32Array;
}

const LINE_FEED = 0x0a;
/** Items whose texts are joined at once. */
const ITEMS_A_PART = 4096;
/** Items that were read and are kept, at the most. */
const MOST_READ = 65_536;

/** Packs items with the indices 1..V, whose ids differ. */
export function packItems(items: readonly ItemRecord[]): PackedItems {
  const lines = linesOf(items);
  const starts = shared(Float64Array, items.length + 1);
  for (let item = 0; item < items.length; item += 1) {
    starts[item + 1] = lines.indexOf(LINE_FEED, starts[item]) + 1;
  }
  const places = 2 ** Math.ceil(Math.log2(2 * items.length + 2));
  const byId = shared(Int32Array, places);
  const byTitle = shared(Int32Array, places);
  const nextOfTitle = shared(Int32Array, items.length + 1);
  // By the first item of each title: its last so far.
  const lastOfTitle = new Int32Array(items.length + 1);
  for (const { index, id, title } of items) {
    byId[placeOf(byId, idHash(id), () => false)] = index;
    if (title === undefined) continue;
    const key = titleKey(title);
    const place = placeOf(
      byTitle,
      textHash(key, TITLE_SEED),
      (other) => titleKey(items[other - 1]?.title ?? '') === key,
    );
    const first = byTitle[place] as number;
    if (first === 0) byTitle[place] = index;
    else nextOfTitle[lastOfTitle[first] as number] = index;
    lastOfTitle[first === 0 ? index : first] = index;
  }
  return { lines, starts, byId, byTitle, nextOfTitle };
}

/** The catalogue of packed items, which reads an item when it is needed. */
export function packedCatalogue(
  items: PackedItems,
  untrained: readonly UntrainedItem[],
): Catalogue {
  return new Catalogue(new PackedReader(items), untrained);
}

class PackedReader implements CatalogueItems {
  readonly itemCount: number;
  readonly #items: PackedItems;
  readonly #bytes: Buffer;
  /** Most requests are about few items. */
  readonly #read = new Map<number, ItemRecord>();

  constructor(items: PackedItems) {
    const { lines, starts } = items;
    this.itemCount = starts.length - 1;
    this.#items = items;
    this.#bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  }

  at(index: number): ItemRecord {
    const known = this.#read.get(index);
    if (known !== undefined) return known;
    const { starts } = this.#items;
    const line = this.#bytes.toString('utf8', starts[index - 1], starts[index]);
    const item = JSON.parse(line) as ItemRecord;
    if (this.#read.size === MOST_READ) this.#read.clear();
    this.#read.set(index, item);
    return item;
  }

  indexOf(id: ExternalId): number | undefined {
    const { byId } = this.#items;
    return byId[placeOf(byId, idHash(id), (index) => this.at(index).id === id)] || undefined;
  }

  titled(key: string): readonly ItemRecord[] {
    const { byTitle, nextOfTitle } = this.#items;
    const isTitle = (index: number) => titleKey(this.at(index).title ?? '') === key;
    const found: ItemRecord[] = [];
    let index = byTitle[placeOf(byTitle, textHash(key, TITLE_SEED), isTitle)] as number;
    for (; index !== 0; index = nextOfTitle[index] as number) found.push(this.at(index));
    return found;
  }
}

/** The place of an entry in a hash table, or where it would be. `is` compares what has come to the same place. */
function placeOf(table: Int32Array, hash: number, is: (index: number) => boolean): number {
  const mask = table.length - 1;
  let place = hash & mask;
  for (let index = table[place] as number; index !== 0; index = table[place] as number) {
    if (is(index)) return place;
    place = (place + 1) & mask;
  }
  return place;
}

const TEXT_SEED = 0x811c9dc5;
const NUMBER_SEED = 0x01000193;
const TITLE_SEED = 0x9e3779b9;

/** `5` and `'5'` are two ids. */
function idHash(id: ExternalId): number {
  return typeof id === 'number' ? textHash(String(id), NUMBER_SEED) : textHash(id, TEXT_SEED);
}

/** FNV-1a over UTF-16 units, mixed at its end, since ids that count up differ in few bits. */
function textHash(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function linesOf(items: readonly ItemRecord[]): Uint8Array {
  const parts: Buffer[] = [];
  for (let start = 0; start < items.length; start += ITEMS_A_PART) {
    const lines = items
      .slice(start, start + ITEMS_A_PART)
      .map((item) => `${JSON.stringify(item)}\n`);
    parts.push(Buffer.from(lines.join('')));
  }
  const lines = shared(
    Uint8Array,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let place = 0;
  for (const part of parts) {
    lines.set(part, place);
    place += part.length;
  }
  return lines;
}

function shared<Values>(
  Type: { new (buffer: SharedArrayBuffer): Values; readonly BYTES_PER_ELEMENT: number },
  length: number,
): Values {
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
}
