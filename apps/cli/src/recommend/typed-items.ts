import type { ExampleItem } from '@org/evaluation';
import type { Catalogue } from '@org/seqrec-data';
import { resolveItem } from './resolve-item.js';

/** The newest of these items that can be typed, oldest first, as texts that `recommend` takes for these very items. */
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

/** By its title where that names it alone, else by its id; undefined where a shell can't hand over either. */
function typedItem(catalogue: Catalogue, { id, title }: ExampleItem): string | undefined {
  return [title, String(id)].find((text) => {
    if (text === undefined || !isTypable(text)) return false;
    const resolution = resolveItem(catalogue, text);
    return resolution.kind === 'found' && resolution.item.id === id;
  });
}

/** A terminal acts on control characters (a line's end but in quotes), and no command line can hold half a character. */
function isTypable(text: string): boolean {
  return !/(?!\n)\p{Cc}|\p{Cs}/u.test(text);
}
