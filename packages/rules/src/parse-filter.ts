import {
  type AttributeType,
  type AttributeTypes,
  requireAttribute,
  TYPE_NAMES,
} from './attribute.js';
import { RulesError } from './error.js';
import { FILTER_LIMITS, type Filter } from './filter.js';
import type { ReadFilter } from './filter-places.js';
import { parseFilterText } from './parse-filter-text.js';
import { readFilterJson } from './read-filter-json.js';

/** A filter as people and programs write it: the text form, or the JSON form (a {@link Filter}). */
export type FilterSource = string | Readonly<Record<string, unknown>>;

/**
 * Reads a filter and checks it against the attributes that the items have.
 *
 * @throws RulesError with one sentence: what, where, and what was expected.
 * @example
 * parseFilter("genre in ('Comedy','Drama') and year >= 1990", table.attributes);
 * // { and: [{ attribute: 'genre', in: ['Comedy', 'Drama'] }, { attribute: 'year', is: '>=', value: 1990 }] }
 */
export function parseFilter(source: FilterSource, attributes: AttributeTypes): Filter {
  const read = typeof source === 'string' ? parseFilterText(source) : readFilterJson(source);
  requireAffordable(read.filter);
  checkTypes(read, read.filter, attributes);
  return read.filter;
}

function requireAffordable(filter: Filter): void {
  const { comparisons, values } = countParts(filter);
  for (const [what, count, limit] of [
    ['comparisons', comparisons, FILTER_LIMITS.comparisons],
    ['values in lists', values, FILTER_LIMITS.values],
  ] as const) {
    if (count <= limit) continue;
    throw new RulesError(
      'too-large',
      `the filter has ${count} ${what}, and at most ${limit} are allowed`,
    );
  }
}

function countParts(filter: Filter): { comparisons: number; values: number } {
  if ('not' in filter) return countParts(filter.not);
  const parts = 'and' in filter ? filter.and : 'or' in filter ? filter.or : undefined;
  if (parts === undefined) {
    return { comparisons: 1, values: 'in' in filter ? filter.in.length : 0 };
  }
  return parts.map(countParts).reduce((sum, one) => ({
    comparisons: sum.comparisons + one.comparisons,
    values: sum.values + one.values,
  }));
}

function checkTypes({ places }: ReadFilter, filter: Filter, attributes: AttributeTypes): void {
  const check = (part: Filter): void => {
    if ('and' in part || 'or' in part || 'not' in part) {
      for (const inner of 'and' in part ? part.and : 'or' in part ? part.or : [part.not]) {
        check(inner);
      }
      return;
    }
    const where = places.get(part) ?? 'filter';
    if ('missing' in part) {
      requireAttribute(part.missing, attributes, where);
      return;
    }
    const { attribute } = part;
    const type = requireAttribute(attribute, attributes, where);
    const mismatch = (expected: string, got: string): never => {
      throw new RulesError(
        'wrong-type',
        `${where}: ${attribute} is ${TYPE_NAMES[type]}, so ${expected}, got ${got}`,
      );
    };
    if ('in' in part) {
      if (type === 'boolean') mismatch(`expected ${attribute} or not ${attribute}`, 'in');
      for (const value of part.in) requireType(type, value, mismatch);
      return;
    }
    const ordered = part.is !== '=' && part.is !== '!=';
    if (ordered && (type === 'list' || type === 'boolean')) {
      mismatch(`expected = or !=${type === 'list' ? ' or in' : ''}`, part.is);
    }
    if (type === 'text' && part.value === true && part.is === '=') {
      mismatch(`expected a comparison, as ${attribute} = 'text'`, `${attribute} alone`);
    }
    requireType(type, part.value, mismatch);
  };
  check(filter);
}

function requireType(
  type: AttributeType,
  value: string | number | boolean,
  mismatch: (expected: string, got: string) => never,
): void {
  const expected = type === 'list' ? 'string' : type === 'text' ? 'string' : type;
  if (typeof value === expected) return;
  const name = expected === 'string' ? 'a text in single quotes' : TYPE_NAMES[type];
  mismatch(`expected ${name}`, typeof value === 'string' ? JSON.stringify(value) : String(value));
}
