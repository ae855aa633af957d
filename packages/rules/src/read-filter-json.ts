import { RulesError } from './error.js';
import { COMPARISONS, type Comparison, FILTER_LIMITS, type Filter } from './filter.js';
import type { ReadFilter } from './filter-places.js';

const FORMS =
  'a filter is {"and": […]}, {"or": […]}, {"not": …}, {"missing": "year"}, {"attribute": "year", "is": ">=", "value": 1990} or {"attribute": "genre", "in": ["Drama"]}';

/**
 * Reads the JSON form. A list of one filter is that filter.
 *
 * @throws RulesError `invalid-filter` that says the path; `too-large` where it is nested too deep.
 */
export function readFilterJson(json: unknown): ReadFilter {
  const places = new Map<Filter, string>();
  const read = (value: unknown, path: string, depth: number): Filter => {
    if (depth > FILTER_LIMITS.depth) {
      throw new RulesError(
        'too-large',
        `${path} is nested ${depth} deep, and at most ${FILTER_LIMITS.depth} are allowed`,
      );
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, FORMS);
    const fields = new Map(Object.entries(value));
    const only = (...names: string[]): boolean =>
      fields.size === names.length && names.every((name) => fields.has(name));
    const placed = (filter: Filter): Filter => {
      places.set(filter, path);
      return filter;
    };
    const part = (name: 'and' | 'or'): Filter => {
      const list = requireList(fields.get(name), `${path}.${name}`);
      const parts = list.map((one, place) => read(one, `${path}.${name}.${place}`, depth + 1));
      const [first] = parts;
      if (parts.length === 1 && first !== undefined) return first;
      return placed(name === 'and' ? { and: parts } : { or: parts });
    };
    if (only('and')) return part('and');
    if (only('or')) return part('or');
    if (only('not')) return placed({ not: read(fields.get('not'), `${path}.not`, depth + 1) });
    if (only('missing')) {
      return placed({ missing: requireName(fields.get('missing'), `${path}.missing`) });
    }
    if (only('attribute', 'in')) {
      const attribute = requireName(fields.get('attribute'), `${path}.attribute`);
      const values = requireList(fields.get('in'), `${path}.in`);
      return placed({
        attribute,
        in: values.map((one, place) => {
          if (typeof one === 'boolean') {
            refuse(`${path}.in.${place}`, 'expected a number or a text, got a boolean');
          }
          return requireValue(one, `${path}.in.${place}`);
        }) as (string | number)[],
      });
    }
    if (only('attribute', 'is', 'value')) {
      return placed({
        attribute: requireName(fields.get('attribute'), `${path}.attribute`),
        is: requireComparison(fields.get('is'), `${path}.is`),
        value: requireValue(fields.get('value'), `${path}.value`),
      });
    }
    refuse(path, FORMS);
  };
  return { filter: read(json, 'filter', 1), places };
}

function requireList(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  refuse(path, 'expected a list of at least one');
}

function requireName(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  refuse(path, 'expected the name of an attribute');
}

function requireComparison(value: unknown, path: string): Comparison {
  const found = COMPARISONS.find((comparison) => comparison === value);
  return found ?? refuse(path, `expected one of ${COMPARISONS.join(' ')}`);
}

function requireValue(value: unknown, path: string): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  // The sum makes 0 of -0.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
  refuse(path, 'expected a number, a text or a boolean');
}

function refuse(path: string, message: string): never {
  throw new RulesError('invalid-filter', `${path}: ${message}`);
}
