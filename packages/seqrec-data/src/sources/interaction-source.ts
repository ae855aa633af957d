import type { Interaction } from './interaction.js';
import type { ItemDetails, Source } from './source.js';

const BLOCK = 4096;

/**
 * Interactions that a program has in memory or generates, as a source. Each reading iterates over them again, so a
 * generator object can be prepared only once.
 *
 * @example
 * const source = interactionSource([{ user: 'ann', item: 'tea' }, { user: 'ann', item: 'milk' }]);
 */
export function interactionSource(
  interactions: Iterable<Interaction> | AsyncIterable<Interaction>,
  items: Iterable<ItemDetails> | AsyncIterable<ItemDetails> = [],
): Source {
  return {
    format: 'interactions',
    files: [],
    settings: {},
    interactions: (options) => inBlocks(interactions, options?.signal),
    items: (options) => inBlocks(items, options?.signal),
  };
}

async function* inBlocks<T>(
  values: Iterable<T> | AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let block: T[] = [];
  for await (const value of values) {
    block.push(value);
    if (block.length === BLOCK) {
      signal?.throwIfAborted();
      yield block;
      block = [];
    }
  }
  yield block;
}
