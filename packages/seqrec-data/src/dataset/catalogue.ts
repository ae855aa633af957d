import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';

/** What is known of one item. */
export interface ItemRecord {
  /** In 1..V, the row of the item in a model's table. */
  readonly index: number;
  readonly id: ExternalId;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** The items of a dataset or a model: external ids to indices 1..V and back, with titles. */
export class Catalogue {
  readonly items: readonly ItemRecord[];
  readonly #indexOf: ReadonlyMap<ExternalId, number>;
  #itemsByTitle: ReadonlyMap<string, readonly ItemRecord[]> | undefined;
  #searchTexts: readonly (string | undefined)[] | undefined;

  /** `items[i]` has the index `i + 1`, and no two have the same id. */
  constructor(items: readonly ItemRecord[]) {
    const indexOf = new Map<ExternalId, number>();
    items.forEach((item, position) => {
      if (item.index !== position + 1) {
        throw new SeqrecDataError(
          'invalid-option',
          `item ${format(item.id)} has index ${item.index}, expected ${position + 1}: a catalogue lists its items in order from index 1`,
        );
      }
      if (indexOf.has(item.id)) {
        throw new SeqrecDataError(
          'invalid-option',
          `items ${indexOf.get(item.id)} and ${item.index} have the same id ${format(item.id)}`,
        );
      }
      indexOf.set(item.id, item.index);
    });
    this.items = items;
    this.#indexOf = indexOf;
  }

  /** V. */
  get itemCount(): number {
    return this.items.length;
  }

  /** The index of an id, in 1..V; `5` and `'5'` are different ids. */
  indexOf(id: ExternalId): number | undefined {
    return this.#indexOf.get(id);
  }

  /** The item at an index in 1..V; any other index is an error. */
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
   * The item a person means: the one whose id is the text, else the one whose id is the number the text spells, else
   * the first whose title is the text, whatever the case.
   */
  find(text: string): ItemRecord | undefined {
    let index = this.#indexOf.get(text);
    if (index === undefined && String(Number(text)) === text)
      index = this.#indexOf.get(Number(text));
    return index === undefined ? this.titled(text)[0] : this.items[index - 1];
  }

  /** The items whose title is the text, whatever the case, in their order. Different items may have one title. */
  titled(text: string): readonly ItemRecord[] {
    this.#itemsByTitle ??= itemsByTitle(this.items);
    return this.#itemsByTitle.get(titleKey(text)) ?? [];
  }

  /**
   * At most `limit` items whose titles hold every word of the query, in any order and whatever the case or accents:
   * first titles that equal the query, then those that start with it, hold it, hold its words at the starts of words,
   * and hold its words anywhere; shorter titles first.
   *
   * @example
   * catalogue.search('the matrix', 1); // [{ index: 2571, id: 2571, title: 'Matrix, The (1999)' }]
   */
  search(query: string, limit: number): ItemRecord[] {
    const text = searchText(query);
    if (text === '') return [];
    const words = text.split(' ');
    const found: { item: ItemRecord; tier: number; length: number }[] = [];
    this.#searchTexts ??= this.items.map(({ title }) =>
      title === undefined ? undefined : searchText(title),
    );
    this.#searchTexts.forEach((title, position) => {
      const item = this.items[position];
      if (title === undefined || item === undefined) return;
      const tier = matchTier(title, text, words);
      if (tier !== undefined) found.push({ item, tier, length: title.length });
    });
    found.sort((a, b) => a.tier - b.tier || a.length - b.length || a.item.index - b.item.index);
    return found.slice(0, Math.max(0, limit)).map(({ item }) => item);
  }
}

function itemsByTitle(items: readonly ItemRecord[]): ReadonlyMap<string, readonly ItemRecord[]> {
  const byTitle = new Map<string, ItemRecord[]>();
  for (const item of items) {
    if (item.title === undefined) continue;
    const key = titleKey(item.title);
    const others = byTitle.get(key);
    if (others === undefined) byTitle.set(key, [item]);
    else others.push(item);
  }
  return byTitle;
}

function titleKey(title: string): string {
  return title.trim().toLowerCase();
}

/** Lower case, without accents, words of letters and digits with one space between. */
function searchText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** How well a title answers a query, 0 best; undefined when it does not. */
function matchTier(title: string, query: string, words: readonly string[]): number | undefined {
  if (title === query) return 0;
  if (!words.every((word) => title.includes(word))) return undefined;
  if (title.startsWith(query)) return 1;
  const padded = ` ${title}`;
  if (padded.includes(` ${query}`)) return 2;
  return words.every((word) => padded.includes(` ${word}`)) ? 3 : 4;
}

function format(id: ExternalId): string {
  return JSON.stringify(id);
}
