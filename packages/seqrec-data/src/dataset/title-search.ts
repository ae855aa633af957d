/** What a search needs to know of an item. */
interface Titled {
  /** In 1..V. */
  readonly index: number;
  readonly title?: string;
}

/** Items between two pauses, which take some ten milliseconds. */
const ITEMS_A_TURN = 2048;

/** Best so far at the most, before the worst of them are dropped. */
const MOST_KEPT = 8192;

/** Letters that a word has which many titles hold. */
const SHORT = 3;

/** The best tier of a title that does not hold the query as a whole: see `matchTier`. */
const APART = 3;

interface Found {
  readonly index: number;
  readonly tier: number;
  readonly length: number;
}

/**
 * Finds items by words of their titles. All titles lie in one text, one a line, so that a search is a few passes of
 * `indexOf` over it, and stops as soon as better matches fill the list.
 */
export class TitleSearch {
  /** `\n`, and then each title with a `\n` behind it. */
  readonly #text: string;
  /** Where each title starts, and where one more would. */
  readonly #starts: Int32Array;
  /** The item of each title, by its index. */
  readonly #items: Int32Array;

  private constructor({ lines, starts, indices }: TitleLines) {
    this.#text = `\n${lines.join('')}`;
    this.#items = Int32Array.from(indices);
    this.#starts = Int32Array.from(starts);
  }

  static of(items: Iterable<Titled>): TitleSearch {
    const lines = newLines();
    for (const item of items) addLine(lines, item);
    return new TitleSearch(lines);
  }

  /** As {@link of}, with a pause after each few thousand items: a million take seconds. */
  static async inTurns(items: Iterable<Titled>, pause: () => Promise<void>): Promise<TitleSearch> {
    const lines = newLines();
    let read = 0;
    for (const item of items) {
      read += 1;
      if (read % ITEMS_A_TURN === 0) await pause();
      addLine(lines, item);
    }
    return new TitleSearch(lines);
  }

  /** Indices of at most `limit` items: see `Catalogue.search`. */
  search(query: string, limit: number): number[] {
    const text = searchText(query);
    if (text === '' || limit < 1) return [];
    const words = [...new Set(text.split(' '))];
    const [longest = ''] = words.toSorted((a, b) => b.length - a.length);
    // What a pass finds comes behind what those before it found. A word of some letters is in so few titles that one pass
    // over all of them takes less time.
    const passes =
      longest.length > SHORT ? [longest] : [`\n${text}\n`, `\n${text}`, ` ${text}`, longest];
    const found = new Map<number, Found>();
    for (const pattern of passes) {
      for (const match of this.#matches(pattern, text, words, limit, found)) {
        found.set(match.index, match);
      }
      if (found.size >= limit) break;
    }
    const best = [...found.values()].sort(byRank).slice(0, limit);
    return best.map(({ index }) => index);
  }

  /** The best of the titles that hold the pattern and all words, without those that are known. */
  #matches(
    pattern: string,
    query: string,
    words: readonly string[],
    limit: number,
    known: ReadonlyMap<number, Found>,
  ): readonly Found[] {
    const matches: Found[] = [];
    const most = Math.max(MOST_KEPT, 2 * limit);
    // A pattern with a `\n` before it begins there.
    const ahead = pattern.startsWith('\n') ? 1 : 0;
    let worst: Found | undefined;
    let place = 0;
    for (let at = this.#text.indexOf(pattern); at >= 0; ) {
      while ((this.#starts[place + 1] ?? 0) <= at + ahead) place += 1;
      const start = this.#starts[place] ?? 0;
      const end = (this.#starts[place + 1] ?? 0) - 1;
      const index = this.#items[place] ?? 0;
      at = this.#text.indexOf(pattern, end);
      if (known.has(index)) continue;
      const title = this.#text.slice(start, end);
      const { length } = title;
      // Skips the search for words where even the best tier would lose against the worst kept title.
      const least = title.includes(query) ? 0 : APART;
      if (worst !== undefined && byRank({ index, tier: least, length }, worst) > 0) continue;
      const tier = matchTier(title, query, words);
      if (tier === undefined) continue;
      const match = { index, tier, length };
      if (worst !== undefined && byRank(match, worst) > 0) continue;
      matches.push(match);
      if (matches.length <= most) continue;
      matches.sort(byRank).splice(limit);
      worst = matches.at(-1);
    }
    return matches;
  }
}

/** The titles of items, one a line. */
interface TitleLines {
  readonly indices: number[];
  readonly starts: number[];
  readonly lines: string[];
  end: number;
}

function newLines(): TitleLines {
  return { indices: [], starts: [1], lines: [], end: 1 };
}

function addLine(to: TitleLines, { index, title }: Titled): void {
  if (title === undefined) return;
  const line = `${searchText(title)}\n`;
  to.indices.push(index);
  to.lines.push(line);
  to.end += line.length;
  to.starts.push(to.end);
}

function byRank(a: Found, b: Found): number {
  return a.tier - b.tier || a.length - b.length || a.index - b.index;
}

/** Lower case, without accents: words of letters and digits, separated by one space. */
function searchText(text: string): string {
  // Most titles are plain, which takes a tenth of the time.
  if (/^[ -~]*$/.test(text)) {
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  }
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** How well a title matches a query, 0 best; undefined if it does not match. */
function matchTier(title: string, query: string, words: readonly string[]): number | undefined {
  if (title === query) return 0;
  if (!words.every((word) => title.includes(word))) return undefined;
  if (title.startsWith(query)) return 1;
  const padded = ` ${title}`;
  if (padded.includes(` ${query}`)) return 2;
  return words.every((word) => padded.includes(` ${word}`)) ? APART : APART + 1;
}
