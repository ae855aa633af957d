import type { Column } from './column.js';
import type { Filter } from './filter.js';
import type { ItemTable } from './item-table.js';
import type { ItemTest } from './item-test.js';

/** @throws RulesError `unknown-attribute`. */
export function bindFilter(filter: Filter, table: ItemTable): ItemTest {
  if ('and' in filter) return all(filter.and.map((part) => bindFilter(part, table)));
  if ('or' in filter) {
    // not (not a and not b)
    return negate(all(filter.or.map((part) => negate(bindFilter(part, table)))));
  }
  if ('not' in filter) return negate(bindFilter(filter.not, table));
  if ('missing' in filter) {
    const column = table.column(filter.missing);
    return missing(column);
  }
  return table.column(filter.attribute).compare(filter);
}

function all(parts: readonly ItemTest[]): ItemTest {
  return {
    test: (index) => parts.every((part) => part.test(index)),
    fill(words, firstWord) {
      const other = new Uint32Array(words.length);
      words.fill(0xffffffff);
      for (const part of parts) {
        part.fill(other, firstWord);
        for (let word = 0; word < words.length; word += 1) {
          words[word] = (words[word] as number) & (other[word] as number);
        }
      }
    },
  };
}

function negate(inner: ItemTest): ItemTest {
  return {
    test: (index) => !inner.test(index),
    fill(words, firstWord) {
      inner.fill(words, firstWord);
      for (let word = 0; word < words.length; word += 1) words[word] = ~(words[word] as number);
    },
  };
}

function missing(column: Column): ItemTest {
  return {
    test: (index) => !column.has(index),
    fill(words, firstWord) {
      for (let word = 0; word < words.length; word += 1) {
        const start = 32 * (firstWord + word);
        let bits = 0;
        for (let bit = 0; bit < 32; bit += 1) if (!column.has(start + bit)) bits |= 1 << bit;
        words[word] = bits;
      }
    },
  };
}
