import type { Filter } from './filter.js';
import { isBareName } from './filter-tokens.js';

/**
 * The text form of a filter, which {@link parseFilter} reads as the same filter.
 *
 * @example
 * formatFilter({ and: [{ attribute: 'year', is: '>=', value: 1990 }, { not: { missing: 'genre' } }] });
 * // "year >= 1990 and not missing(genre)"
 */
export function formatFilter(filter: Filter): string {
  if ('and' in filter) return filter.and.map((part) => inBrackets(part, true)).join(' and ');
  if ('or' in filter) return filter.or.map((part) => inBrackets(part, 'or' in part)).join(' or ');
  if ('not' in filter) return `not ${inBrackets(filter.not, true)}`;
  if ('missing' in filter) return `missing(${formatName(filter.missing)})`;
  const name = formatName(filter.attribute);
  if ('in' in filter) return `${name} in (${filter.in.map(formatValue).join(', ')})`;
  const { is, value } = filter;
  return is === '=' && value === true ? name : `${name} ${is} ${formatValue(value)}`;
}

function inBrackets(filter: Filter, needed: boolean): string {
  const text = formatFilter(filter);
  return needed && ('and' in filter || 'or' in filter) ? `(${text})` : text;
}

function formatName(name: string): string {
  return isBareName(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function formatValue(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
