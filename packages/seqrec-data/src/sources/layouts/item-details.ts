import type { ExternalId } from '../interaction.js';
import type { ItemDetails } from '../source.js';
import { FieldError } from '../text/field.js';
import { LongNumber } from '../text/json-text.js';

/** The details of one item; `get` gives its columns by name. */
export function detailsOf(
  id: ExternalId,
  title: unknown,
  { attributes = [] }: { readonly attributes?: readonly string[] | undefined },
  get: (column: string) => unknown,
): ItemDetails {
  const present = attributes.flatMap((name): [string, string | number | string[]][] => {
    const value = get(name);
    if (value === undefined || value === null || value === '') return [];
    if (typeof value === 'string' || typeof value === 'number') return [[name, value]];
    if (value instanceof LongNumber) return [[name, value.text]];
    if (Array.isArray(value)) return [[name, value.map(String)]];
    throw new FieldError(`${name} is neither a text, a number nor a list`);
  });
  return {
    id,
    ...(typeof title === 'string' && title !== '' && { title }),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(present) }),
  };
}
