import type { AttributeValue } from './attribute.js';
import type { Column } from './column.js';
import type { ComparisonFilter, MembershipFilter } from './filter.js';
import type { ItemTest } from './item-test.js';

const MISSING = 0;
const FALSE = 1;
const TRUE = 2;

/** Booleans, a byte an item. */
export class BooleanColumn implements Column {
  readonly type = 'boolean';
  readonly #codes: Uint8Array; // [rows]

  constructor(rows: number) {
    this.#codes = new Uint8Array(rows);
  }

  has(index: number): boolean {
    return this.#codes[index] !== MISSING;
  }

  value(index: number): boolean | undefined {
    return this.has(index) ? this.#codes[index] === TRUE : undefined;
  }

  values(index: number): readonly boolean[] {
    const value = this.value(index);
    return value === undefined ? [] : [value];
  }

  set(index: number, value: AttributeValue): void {
    this.#codes[index] = value === true ? TRUE : FALSE;
  }

  clear(index: number): void {
    this.#codes[index] = MISSING;
  }

  compare(filter: ComparisonFilter | MembershipFilter): ItemTest {
    const codes = this.#codes;
    const isTrue = 'is' in filter && (filter.is === '=') === (filter.value === true);
    const wanted = isTrue ? TRUE : FALSE;
    return {
      test: (index) => codes[index] === wanted,
      fill(words, firstWord) {
        for (let word = 0; word < words.length; word += 1) {
          const start = 32 * (firstWord + word);
          let bits = 0;
          for (let bit = 0; bit < 32; bit += 1) if (codes[start + bit] === wanted) bits |= 1 << bit;
          words[word] = bits;
        }
      },
    };
  }
}
