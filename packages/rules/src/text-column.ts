import type { AttributeValue } from './attribute.js';
import type { Column } from './column.js';
import type { ComparisonFilter, MembershipFilter } from './filter.js';
import type { ItemTest } from './item-test.js';

const MISSING = 0;
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/**
 * Texts or lists of texts. Each distinct value is kept once and has a code, 4 bytes an item: few genres or brands make
 * a comparison cost one look-up an item, whatever the texts. Values that no item has any more give their codes back.
 */
export class TextColumn implements Column {
  readonly type: 'text' | 'list';
  readonly #codes: Int32Array; // [rows]
  /** By code: the texts of a value. A text is a list of one. */
  readonly #values: (readonly string[])[] = [[]];
  /** By code: how many items have the value. */
  readonly #counts: number[] = [0];
  readonly #codeOf = new Map<string, number>();
  readonly #free: number[] = [];

  constructor(type: 'text' | 'list', rows: number) {
    this.type = type;
    this.#codes = new Int32Array(rows);
  }

  has(index: number): boolean {
    return this.#codes[index] !== MISSING;
  }

  value(index: number): AttributeValue | undefined {
    if (!this.has(index)) return undefined;
    return this.type === 'list' ? this.values(index) : this.values(index)[0];
  }

  values(index: number): readonly string[] {
    return this.#values[this.#codes[index] ?? MISSING] ?? [];
  }

  set(index: number, value: AttributeValue): void {
    const texts = typeof value === 'string' ? [value] : (value as readonly string[]);
    this.clear(index);
    if (texts.length === 0) return;
    const code = this.#take(texts);
    this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    this.#codes[index] = code;
  }

  clear(index: number): void {
    const code = this.#codes[index] ?? MISSING;
    if (code === MISSING) return;
    this.#codes[index] = MISSING;
    const count = (this.#counts[code] ?? 0) - 1;
    this.#counts[code] = count;
    if (count > 0) return;
    this.#codeOf.delete(keyOf(this.#values[code] ?? []));
    this.#values[code] = [];
    this.#free.push(code);
  }

  compare(filter: ComparisonFilter | MembershipFilter): ItemTest {
    const passes = textTest(filter);
    const codes = this.#codes;
    const values = this.#values;
    // Each value is compared once. A code that is given to another value while this test is in use belongs to an item that
    // changed, and caches look at such items again.
    let known = new Uint8Array(0);
    const decide = (code: number): number => {
      const decision = passes(values[code] ?? []) ? YES : NO;
      if (code < known.length) known[code] = decision;
      return decision;
    };
    return {
      test: (index) => {
        const code = codes[index] ?? MISSING;
        return code !== MISSING && passes(values[code] ?? []);
      },
      fill(words, firstWord) {
        if (known.length === 0) {
          known = new Uint8Array(values.length);
          known[MISSING] = NO;
        }
        const decisions = known;
        for (let word = 0; word < words.length; word += 1) {
          const start = 32 * (firstWord + word);
          let bits = 0;
          for (let bit = 0; bit < 32; bit += 1) {
            const code = codes[start + bit] ?? MISSING;
            const decision = decisions[code] ?? UNKNOWN;
            if ((decision === UNKNOWN ? decide(code) : decision) === YES) bits |= 1 << bit;
          }
          words[word] = bits;
        }
      },
    };
  }

  #take(texts: readonly string[]): number {
    const key = keyOf(texts);
    const known = this.#codeOf.get(key);
    if (known !== undefined) return known;
    const code = this.#free.pop() ?? this.#values.length;
    this.#values[code] = [...texts];
    this.#counts[code] = 0;
    this.#codeOf.set(key, code);
    return code;
  }
}

function textTest(
  filter: ComparisonFilter | MembershipFilter,
): (texts: readonly string[]) => boolean {
  if ('in' in filter) {
    const wanted = new Set<unknown>(filter.in);
    return (texts) => texts.some((text) => wanted.has(text));
  }
  const { is } = filter;
  const value = filter.value as string;
  if (is === '=') return (texts) => texts.includes(value);
  if (is === '!=') return (texts) => !texts.includes(value);
  // Only texts are ordered, and a text is a list of one.
  if (is === '<') return ([text = '']) => text < value;
  if (is === '<=') return ([text = '']) => text <= value;
  return is === '>' ? ([text = '']) => text > value : ([text = '']) => text >= value;
}

/** A text is its own key. The key of a list starts with what no JSON text starts with. */
function keyOf(texts: readonly string[]): string {
  const [only = ''] = texts;
  return texts.length === 1 ? `=${only}` : JSON.stringify(texts);
}
