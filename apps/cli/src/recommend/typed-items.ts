import type { ExampleItem } from '@org/evaluation';
import type { Catalogue } from '@org/seqrec-data';
import { resolveItem } from './resolve-item.js';

/** The newest of these items that can be typed, oldest first, as texts that `recommend` resolves to the same items. */
export function typedItems(
  catalogue: Catalogue,
  items: readonly ExampleItem[],
  count: number,
): string[] {
  const typed: string[] = [];
  for (const item of items.toReversed()) {
    const text = typedItem(catalogue, item);
    if (text !== undefined && !typed.includes(text)) typed.unshift(text);
    if (typed.length === count) break;
  }
  return typed;
}

/** By its title if that is unique, else by its id; undefined if a shell can pass neither. */
function typedItem(catalogue: Catalogue, { id, title }: ExampleItem): string | undefined {
  return [title, String(id)].find((text) => {
    if (text === undefined || !isTypable(text)) return false;
    const resolution = resolveItem(catalogue, text);
    return resolution.kind === 'found' && resolution.item.id === id;
  });
}

/** A terminal interprets control characters, and a command line cannot contain half a character. */
function isTypable(text: string): boolean {
  return !/(?!\n)\p{Cc}|\p{Cs}/u.test(text);
}
