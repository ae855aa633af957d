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
  #indexOfTitle: ReadonlyMap<string, number> | undefined;
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
    index ??= this.#titles().get(text.trim().toLowerCase());
    return index === undefined ? undefined : this.items[index - 1];
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

  #titles(): ReadonlyMap<string, number> {
    if (this.#indexOfTitle === undefined) {
      const titles = new Map<string, number>();
      for (const { index, title } of this.items) {
        const key = title?.trim().toLowerCase();
        if (key !== undefined && !titles.has(key)) titles.set(key, index);
      }
      this.#indexOfTitle = titles;
    }
    return this.#indexOfTitle;
  }
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
