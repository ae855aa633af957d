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

/** Where a catalogue finds its items. */
export interface CatalogueItems {
  /** V. */
  readonly itemCount: number;
  /** The item at an index in 1..V. */
  at(index: number): ItemRecord;
  /** The index of exactly this id. */
  indexOf(id: ExternalId): number | undefined;
  /** The items whose titles have this {@link titleKey}, in order. */
  titled(key: string): readonly ItemRecord[];
}

/** The items of a dataset or a model: external ids to indices 1..V and back, with titles. */
export class Catalogue {
  /** Items with a title but without events; none of `items`. */
  readonly untrained: readonly UntrainedItem[];
  readonly #source: CatalogueItems;
  #items: readonly ItemRecord[] | undefined;
  #untrained: ReadonlyMap<ExternalId, UntrainedItem> | undefined;
  #untrainedByTitle: ReadonlyMap<string, readonly UntrainedItem[]> | undefined;
  #titles: TitleSearch | undefined;

  /** `items[i]` has the index `i + 1`, and no two have the same id. */
  constructor(
    items: readonly ItemRecord[] | CatalogueItems,
    untrained: readonly UntrainedItem[] = [],
  ) {
    this.untrained = untrained;
    if ('titled' in items) {
      this.#source = items;
      return;
    }
    this.#source = new ListedItems(items);
    this.#items = items;
  }

  /** All items in order. Where these are somewhere else, it reads them all at the first time; see {@link each}. */
  get items(): readonly ItemRecord[] {
    this.#items ??= [...this.each()];
    return this.#items;
  }

  /** The items in order, one after the other. */
  *each(): Generator<ItemRecord, void> {
    for (let index = 1; index <= this.itemCount; index += 1) yield this.#source.at(index);
  }

  /** V. */
  get itemCount(): number {
    return this.#source.itemCount;
  }

  /** The index of exactly this id, in 1..V; `5` and `'5'` are different ids. */
  indexOf(id: ExternalId): number | undefined {
    return this.#source.indexOf(id);
  }

  /** The item at an index in 1..V. Throws for any other index. */
  item(index: number): ItemRecord {
    if (Number.isInteger(index) && index >= 1 && index <= this.itemCount) {
      return this.#source.at(index);
    }
    throw new SeqrecDataError('unknown-item', `item index ${index} is not in 1..${this.itemCount}`);
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
    const index = withTwin((id) => this.#source.indexOf(id), wanted);
    if (index !== undefined) return { kind: 'found', item: this.item(index) };
    this.#untrained ??= new Map(this.untrained.map((item) => [item.id, item]));
    const known = this.#untrained;
    const untrained = withTwin((id) => known.get(id), wanted);
    if (untrained !== undefined) return { kind: 'untrained', item: untrained };
    if (typeof wanted === 'number') return { kind: 'unknown' };

    const items = this.#source.titled(titleKey(wanted));
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
    this.#titles ??= TitleSearch.of(this.#items ?? this.each());
    return this.#titles.search(query, limit).map((index) => this.item(index));
  }
}

/** Items in a list. */
class ListedItems implements CatalogueItems {
  readonly #items: readonly ItemRecord[];
  readonly #indexOf: ReadonlyMap<ExternalId, number>;
  #byTitle: ReadonlyMap<string, readonly ItemRecord[]> | undefined;

  constructor(items: readonly ItemRecord[]) {
    this.#items = items;
    this.#indexOf = indexOfIds(items);
  }

  get itemCount(): number {
    return this.#items.length;
  }

  at(index: number): ItemRecord {
    return this.#items[index - 1] as ItemRecord;
  }

  indexOf(id: ExternalId): number | undefined {
    return this.#indexOf.get(id);
  }

  titled(key: string): readonly ItemRecord[] {
    this.#byTitle ??= byTitle(this.#items);
    return this.#byTitle.get(key) ?? [];
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

/** A key of a title that is the same for any case and any encoding of accents. */
export function titleKey(title: string): string {
  return title.normalize('NFC').trim().toLowerCase();
}

/** What is found of an id, else of the same number as text or the same text as a number. */
function withTwin<Value>(
  find: (id: ExternalId) => Value | undefined,
  id: ExternalId,
): Value | undefined {
  const exact = find(id);
  if (exact !== undefined) return exact;
  const twin = typeof id === 'number' ? String(id) : Number(id);
  return String(twin) === String(id) ? find(twin) : undefined;
}

function format(id: ExternalId): string {
  return JSON.stringify(id);
}
