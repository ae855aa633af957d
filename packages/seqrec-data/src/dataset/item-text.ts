import type { ItemDetails } from '../sources/source.js';

/** The parts of an item that are its text, in this order, unless others are named. */
export const ITEM_TEXT: readonly string[] = [
  'title',
  'description',
  'overview',
  'plot',
  'caption',
  'summary',
];

/**
 * The text of an item: its title and the named attributes, one after the other. Lists become their texts with commas.
 * Empty for an item that has none of them.
 *
 * @example
 * itemText({ title: 'Heat (1995)', attributes: { genres: ['Action', 'Crime'] } }, ['title', 'genres']);
 * // 'Heat (1995). Action, Crime'
 */
export function itemText(
  { title, attributes = {} }: Omit<ItemDetails, 'id'>,
  parts: readonly string[] = ITEM_TEXT,
): string {
  return parts
    .map((part) => {
      const value = part === 'title' ? (title ?? attributes.title) : attributes[part];
      return typeof value === 'object' ? value.join(', ') : String(value ?? '');
    })
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('. ');
}
