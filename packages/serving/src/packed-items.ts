import {
  Catalogue,
  type CatalogueItems,
  type ExternalId,
  type ItemRecord,
  parseItemLine,
  SeqrecDataError,
  titleKey,
  type UntrainedItem,
} from '@org/seqrec-data';

/** The lines of `items.jsonl`, in memory that threads share. */
export interface ItemLines {
  /** Each item as a line of JSON. */
  readonly lines: Uint8Array;
  /** [V + 1]: where the line of each item starts, and where one more would. */
  readonly starts: Float64Array;
}

/**
 * The items of a catalogue and what they are looked up in, in memory that threads share: a thread that answers requests
 * has nothing to copy, to parse or to sort before its first request, whatever the number of items.
 */
export interface PackedItems extends ItemLines {
  /** A hash table of ids: indices of items, 0 for a free place. */
  readonly byId: Int32Array;
  /** The same of titles, each with its first item. */
  readonly byTitle: Int32Array;
  /** [V + 1], by item index: the next item with the same title, or 0. */
  readonly nextOfTitle: Int32Array;
}

const LINE_FEED = 0x0a;
/** Items that were read and are kept, at the most. */
const MOST_READ = 65_536;

/** Copies the bytes of `items.jsonl`, and finds its lines. */
export function splitItems(source: Uint8Array): ItemLines {
  const lines = shared(Uint8Array, source.length);
  lines.set(source);
  return { lines, starts: startsOf(lines) };
}

/**
 * Packs the items of lines; `file` names them in errors. Each line is parsed once, and its object is dropped: a
 * million objects at once take the garbage collector seconds.
 *
 * @throws SeqrecDataError `artifact-corrupt` with the line that is not an item, does not have the index of its place, or
 * repeats an id.
 */
export function packItems({ lines, starts }: ItemLines, file: string): PackedItems {
  const lineAt = lineReader({ lines, starts });
  const itemCount = starts.length - 1;
  const places = 2 ** Math.ceil(Math.log2(2 * itemCount + 2));
  const [byId, byTitle] = [shared(Int32Array, places), shared(Int32Array, places)];
  const nextOfTitle = shared(Int32Array, itemCount + 1);
  // What comes to the same place is parsed again only if its hash is the same.
  const idHashes = new Uint32Array(itemCount + 1);
  const titleHashes = new Uint32Array(itemCount + 1);
  // By the first item of each title: its last so far.
  const lastOfTitle = new Int32Array(itemCount + 1);
  const itemAt = (index: number) => parseItemLine(lineAt(index), file, index);
  for (let index = 1; index <= itemCount; index += 1) {
    const { id, title, index: own } = itemAt(index);
    if (own !== index) throw corrupt(file, index, `the item has the index ${own}`);
    const hash = idHash(id);
    const isId = (other: number) => idHashes[other] === hash && itemAt(other).id === id;
    const place = placeOf(byId, hash, isId);
    if (byId[place] !== 0) {
      throw corrupt(
        file,
        index,
        `the item has the id of line ${byId[place]}: ${JSON.stringify(id)}`,
      );
    }
    byId[place] = index;
    idHashes[index] = hash;
    if (title === undefined) continue;
    const key = titleKey(title);
    const keyHash = textHash(key, TITLE_SEED);
    const isTitle = (other: number) =>
      titleHashes[other] === keyHash && titleKey(itemAt(other).title ?? '') === key;
    const titlePlace = placeOf(byTitle, keyHash, isTitle);
    titleHashes[index] = keyHash;
    const first = byTitle[titlePlace] as number;
    if (first === 0) byTitle[titlePlace] = index;
    else nextOfTitle[lastOfTitle[first] as number] = index;
    lastOfTitle[first === 0 ? index : first] = index;
  }
  return { lines, starts, byId, byTitle, nextOfTitle };
}

function corrupt(file: string, line: number, message: string): SeqrecDataError {
  return new SeqrecDataError('artifact-corrupt', `${file}:${line}: ${message}`, { file, line });
}

/** Where each line starts, and where one more would. */
function startsOf(lines: Uint8Array): Float64Array {
  let count = 0;
  for (let at = lines.indexOf(LINE_FEED); at >= 0; at = lines.indexOf(LINE_FEED, at + 1)) {
    count += 1;
  }
  const starts = shared(Float64Array, count + 1);
  for (let line = 0; line < count; line += 1) {
    starts[line + 1] = lines.indexOf(LINE_FEED, starts[line]) + 1;
  }
  return starts;
}

/** Items by their indices alone, each read whenever it is needed. No id and no title is found. */
export function itemsByIndex(lines: ItemLines): CatalogueItems {
  return {
    itemCount: lines.starts.length - 1,
    at: itemReader(lines),
    indexOf: () => undefined,
    titled: () => [],
  };
}

function itemReader(lines: ItemLines): (index: number) => ItemRecord {
  const lineAt = lineReader(lines);
  return (index) => JSON.parse(lineAt(index)) as ItemRecord;
}

function lineReader({ lines, starts }: ItemLines): (index: number) => string {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  return (index) => bytes.toString('utf8', starts[index - 1], starts[index]);
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
  readonly #itemAt: (index: number) => ItemRecord;
  /** Most requests are about few items. */
  readonly #read = new Map<number, ItemRecord>();

  constructor(items: PackedItems) {
    this.itemCount = items.starts.length - 1;
    this.#items = items;
    this.#itemAt = itemReader(items);
  }

  at(index: number): ItemRecord {
    const known = this.#read.get(index);
    if (known !== undefined) return known;
    const item = this.#itemAt(index);
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

function shared<Values>(
  Type: { new (buffer: SharedArrayBuffer): Values; readonly BYTES_PER_ELEMENT: number },
  length: number,
): Values {
  return new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
}
