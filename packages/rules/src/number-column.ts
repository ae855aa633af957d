import type { AttributeValue } from './attribute.js';
import type { Column } from './column.js';
import type { Comparison, ComparisonFilter, MembershipFilter } from './filter.js';
import type { ItemTest } from './item-test.js';

/** Bits of what a number may be beside another. NaN is none of them. */
const LESS = 1;
const EQUAL = 2;
const GREATER = 4;
const PASSING: Readonly<Record<Comparison, number>> = {
  '=': EQUAL,
  '!=': LESS | GREATER,
  '<': LESS,
  '<=': LESS | EQUAL,
  '>': GREATER,
  '>=': GREATER | EQUAL,
};

/** Numbers, 8 bytes an item. A missing one is NaN. */
export class NumberColumn implements Column {
  readonly type = 'number';
  readonly #numbers: Float64Array; // [rows]

  constructor(rows: number) {
    this.#numbers = new Float64Array(rows).fill(Number.NaN);
  }

  has(index: number): boolean {
    return !Number.isNaN(this.#numbers[index]);
  }

  value(index: number): number | undefined {
    return this.has(index) ? this.#numbers[index] : undefined;
  }

  values(index: number): readonly number[] {
    const value = this.value(index);
    return value === undefined ? [] : [value];
  }

  set(index: number, value: AttributeValue): void {
    this.#numbers[index] = value as number;
  }

  clear(index: number): void {
    this.#numbers[index] = Number.NaN;
  }

  compare(filter: ComparisonFilter | MembershipFilter): ItemTest {
    return 'in' in filter
      ? oneOf(this.#numbers, new Set<unknown>(filter.in))
      : beside(this.#numbers, filter.value as number, PASSING[filter.is]);
  }
}

function beside(numbers: Float64Array, other: number, passing: number): ItemTest {
  return {
    test: (index) => (relation(numbers[index] as number, other) & passing) !== 0,
    fill(words, firstWord) {
      for (let word = 0; word < words.length; word += 1) {
        const start = 32 * (firstWord + word);
        let bits = 0;
        for (let bit = 0; bit < 32; bit += 1) {
          if ((relation(numbers[start + bit] as number, other) & passing) !== 0) bits |= 1 << bit;
        }
        words[word] = bits;
      }
    },
  };
}

function relation(number: number, other: number): number {
  return number < other ? LESS : number > other ? GREATER : number === other ? EQUAL : 0;
}

function oneOf(numbers: Float64Array, wanted: ReadonlySet<unknown>): ItemTest {
  return {
    test: (index) => wanted.has(numbers[index]),
    fill(words, firstWord) {
      for (let word = 0; word < words.length; word += 1) {
        const start = 32 * (firstWord + word);
        let bits = 0;
        for (let bit = 0; bit < 32; bit += 1) {
          if (wanted.has(numbers[start + bit])) bits |= 1 << bit;
        }
        words[word] = bits;
      }
    },
  };
}
