import { closest, distance } from 'fastest-levenshtein';
import { RulesError } from './error.js';

/** What an item has under a name: its price, its title, whether it is for adults, its genres. */
export type AttributeValue = number | string | boolean | readonly string[];

/** Attributes of one item. */
export type AttributeValues = Readonly<Record<string, AttributeValue>>;

/** What all values of an attribute are. A `list` holds texts. */
export type AttributeType = 'number' | 'text' | 'boolean' | 'list';

/** The attributes that items have, by name. */
export type AttributeTypes = ReadonlyMap<string, AttributeType>;

/** Names listed in a message; the rest is counted. */
const LISTED_NAMES = 20;

export function typeOfValue(value: AttributeValue): AttributeType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'boolean' : 'list';
}

/** The names of types, for people. */
export const TYPE_NAMES: Readonly<Record<AttributeType, string>> = {
  number: 'a number',
  text: 'text',
  boolean: 'true or false',
  list: 'a list of texts',
};

/**
 * The type of an attribute.
 *
 * @param where what names it, to start the message.
 * @throws RulesError `unknown-attribute`, with the known names.
 */
export function requireAttribute(
  name: string,
  attributes: AttributeTypes,
  where: string,
): AttributeType {
  const type = attributes.get(name);
  if (type !== undefined) return type;
  const names = [...attributes.keys()];
  throw new RulesError(
    'unknown-attribute',
    `${where}: no item has the attribute ${JSON.stringify(name)}${suggestion(name, names)}; ${listed(names)}`,
  );
}

function suggestion(name: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const near = closest(name, names);
  const limit = Math.max(2, Math.floor(name.length / 3));
  return distance(name.toLowerCase(), near.toLowerCase()) > limit
    ? ''
    : ` (did you mean ${JSON.stringify(near)}?)`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'the items have no attributes';
  const more = names.length - LISTED_NAMES;
  return `known: ${names.slice(0, LISTED_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
