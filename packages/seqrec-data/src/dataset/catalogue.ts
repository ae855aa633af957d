import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import { TitleSearch } from './title-search.js';

/** One item of a catalogue. */
export interface ItemRecord {
  /** In 1..V, the item's row in a model's item table. */
  readonly index: number;
  readonly id: ExternalId;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** An item with a title but without events: a model can neither use nor recommend it. */
export interface UntrainedItem {
  readonly id: ExternalId;
  readonly title: string;
}

/** The result of looking up an id or a title in a catalogue. */
export type Resolution =
  | { readonly kind: 'found'; readonly item: ItemRecord }
  /** A title that these items share, so only an id is unambiguous. */
  | { readonly kind: 'ambiguous'; readonly items: readonly ItemRecord[] }
  | { readonly kind: 'untrained'; readonly item: UntrainedItem }
  /** `near` holds similar titles or ids, if they were searched. */
  | { readonly kind: 'unknown'; readonly near?: readonly string[] };

/** Items between two pauses, which take a few milliseconds. */
const ITEMS_A_TURN = 1024;

/** What a catalogue looks items up in. */
interface CatalogueIndex {
  readonly indexOf: ReadonlyMap<ExternalId, number>;
  readonly byTitle?: ReadonlyMap<string, readonly ItemRecord[]>;
}

/** The items of a dataset or a model: external ids to indices 1..V and back, with titles. */
export class Catalogue {
  readonly items: readonly ItemRecord[];
  /** Items with a title but without events; none of `items`. */
  readonly untrained: readonly UntrainedItem[];
  readonly #indexOf: ReadonlyMap<ExternalId, number>;
  #byTitle: ReadonlyMap<string, readonly ItemRecord[]> | undefined;
  #untrained: ReadonlyMap<ExternalId, UntrainedItem> | undefined;
  #untrainedByTitle: ReadonlyMap<string, readonly UntrainedItem[]> | undefined;
  #titles: TitleSearch | undefined;

  /** `items[i]` has the index `i + 1`, and no two have the same id. */
  constructor(
    items: readonly ItemRecord[],
    untrained: readonly UntrainedItem[] = [],
    index: CatalogueIndex = { indexOf: indexOfIds(items) },
  ) {
    this.items = items;
    this.untrained = untrained;
    this.#indexOf = index.indexOf;
    this.#byTitle = index.byTitle;
  }

  /**
   * The catalogue of these items, whose titles can be resolved at once. It calls `pause` every few milliseconds, so that a
   * thread that answers requests makes a catalogue of a million items meanwhile.
   */
  static async inTurns(
    source: Iterable<ItemRecord>,
    untrained: readonly UntrainedItem[],
    pause: () => Promise<unknown>,
  ): Promise<Catalogue> {
    const items: ItemRecord[] = [];
    const indexOf = new Map<ExternalId, number>();
    const titles = new Map<string, ItemRecord[]>();
    for (const item of source) {
      addId(indexOf, item, items.length);
      addTitle(titles, item);
      items.push(item);
      if (items.length % ITEMS_A_TURN === 0) await pause();
    }
    return new Catalogue(items, untrained, { indexOf, byTitle: titles });
  }

  /** V. */
  get itemCount(): number {
    return this.items.length;
  }

  /** The index of exactly this id, in 1..V; `5` and `'5'` are different ids. */
  indexOf(id: ExternalId): number | undefined {
    return this.#indexOf.get(id);
  }

  /** The item at an index in 1..V. Throws for any other index. */
  item(index: number): ItemRecord {
    const item = this.items[index - 1];
    if (item === undefined) {
      throw new SeqrecDataError(
        'unknown-item',
        `item index ${index} is not in 1..${this.itemCount}`,
      );
    }
    return item;
  }

  /**
   * Finds the item of an id or a title: the item with exactly this id; else the item whose id is the same number as
   * text, or the same text as a number; else, for a text, the items with this title, ignoring case and surrounding
   * space. Ids, including those of untrained items, have precedence over titles.
   *
   * @example
   * catalogue.resolve('318'); // { kind: 'found', item: { index: 285, id: 318, title: 'Shawshank Redemption, The (1994)' } }
   * catalogue.resolve('Heat'); // { kind: 'ambiguous', items: [{ index: 6, … }, { index: 9, … }] }
   */
  resolve(wanted: ExternalId): Resolution {
    const index = withTwin(this.#indexOf, wanted);
    if (index !== undefined) return { kind: 'found', item: this.item(index) };
    this.#untrained ??= new Map(this.untrained.map((item) => [item.id, item]));
    const untrained = withTwin(this.#untrained, wanted);
    if (untrained !== undefined) return { kind: 'untrained', item: untrained };
    if (typeof wanted === 'number') return { kind: 'unknown' };

    this.#byTitle ??= byTitle(this.items);
    const items = this.#byTitle.get(titleKey(wanted)) ?? [];
    const [item, ...others] = items;
    if (item !== undefined) {
      return others.length === 0 ? { kind: 'found', item } : { kind: 'ambiguous', items };
    }
    this.#untrainedByTitle ??= byTitle(this.untrained);
    const [titled] = this.#untrainedByTitle.get(titleKey(wanted)) ?? [];
    return titled === undefined ? { kind: 'unknown' } : { kind: 'untrained', item: titled };
  }

  /**
   * At most `limit` items whose titles contain every word of the query, in any order, ignoring case and accents. First
   * come titles that equal the query, then titles that start with it, contain it, contain its words at the starts of
   * words, and contain its words anywhere; shorter titles come first.
   *
   * @example
   * catalogue.search('the matrix', 1); // [{ index: 2571, id: 2571, title: 'Matrix, The (1999)' }]
   */
  search(query: string, limit: number): ItemRecord[] {
    this.#titles ??= new TitleSearch(this.items);
    return this.#titles.search(query, limit).map((index) => this.item(index));
  }
}

function byTitle<Item extends { readonly title?: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) addTitle(found, item);
  return found;
}

function addTitle<Item extends { readonly title?: string }>(
  found: Map<string, Item[]>,
  item: Item,
): void {
  if (item.title === undefined) return;
  const key = titleKey(item.title);
  const others = found.get(key);
  if (others === undefined) found.set(key, [item]);
  else others.push(item);
}

function indexOfIds(items: readonly ItemRecord[]): ReadonlyMap<ExternalId, number> {
  const indexOf = new Map<ExternalId, number>();
  for (let position = 0; position < items.length; position += 1) {
    addId(indexOf, items[position] as ItemRecord, position);
  }
  return indexOf;
}

function addId(
  indexOf: Map<ExternalId, number>,
  { id, index }: ItemRecord,
  position: number,
): void {
  if (index !== position + 1) {
    throw new SeqrecDataError(
      'invalid-option',
      `item ${format(id)} has index ${index}, expected ${position + 1}: a catalogue lists its items in order from index 1`,
    );
  }
  if (indexOf.has(id)) {
    throw new SeqrecDataError(
      'invalid-option',
      `items ${indexOf.get(id)} and ${index} have the same id ${format(id)}`,
    );
  }
  indexOf.set(id, index);
}

/** A key that is the same for any case and any encoding of accents. */
function titleKey(title: string): string {
  return title.normalize('NFC').trim().toLowerCase();
}

/** The map's value for an id, else for the same number as text or the same text as a number. */
function withTwin<Value>(map: ReadonlyMap<ExternalId, Value>, id: ExternalId): Value | undefined {
  const exact = map.get(id);
  if (exact !== undefined) return exact;
  const twin = typeof id === 'number' ? String(id) : Number(id);
  return String(twin) === String(id) ? map.get(twin) : undefined;
}

function format(id: ExternalId): string {
  return JSON.stringify(id);
}
