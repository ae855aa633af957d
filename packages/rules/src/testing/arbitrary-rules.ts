import fc from 'fast-check';
import type { AttributeValue, AttributeValues } from '../attribute.js';
import type { Filter } from '../filter.js';

// Few values, so that filters match, values repeat, and ties are common.
const years = [1980, 1990, 1990.5, 2000];
const brands = ['Acme', "O'Neill", ''];
const genres = ['Comedy', 'Drama', 'War'];

/** Attributes of one item; each may be missing. */
export const arbitraryAttributes: fc.Arbitrary<AttributeValues> = fc.record(
  {
    year: fc.constantFrom(...years),
    brand: fc.constantFrom(...brands),
    genre: fc.subarray(genres),
    adult: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Items of which the first has every attribute, so that all filters suit them. */
export const arbitraryItems: fc.Arbitrary<{ attributes: AttributeValues }[]> = fc
  .array(fc.record({ attributes: arbitraryAttributes }), { maxLength: 80 })
  .map((items) => [
    { attributes: { year: 1990, brand: 'Acme', genre: ['Drama'], adult: false } },
    ...items,
  ]);

const comparison = fc.constantFrom('=' as const, '!=', '<', '<=', '>', '>=');
const equality = fc.constantFrom('=' as const, '!=');

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ missing: fc.constantFrom('year', 'brand', 'genre', 'adult') }),
  fc.record({
    attribute: fc.constant('year'),
    is: comparison,
    value: fc.constantFrom(...years, 0, -1e21),
  }),
  fc.record({
    attribute: fc.constant('brand'),
    is: comparison,
    value: fc.constantFrom(...brands, 'B'),
  }),
  fc.record({ attribute: fc.constant('genre'), is: equality, value: fc.constantFrom(...genres) }),
  fc.record({ attribute: fc.constant('adult'), is: equality, value: fc.boolean() }),
  fc.record({
    attribute: fc.constant('genre'),
    in: fc.array(fc.constantFrom(...genres, 'Western'), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    attribute: fc.constant('year'),
    in: fc.array(fc.constantFrom(...years), { minLength: 1, maxLength: 3 }),
  }),
);

/** A filter that suits {@link arbitraryItems}. */
export const arbitraryFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ and: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
})).filter;

/** What a filter means, by its definition. */
export function passes(filter: Filter, attributes: AttributeValues): boolean {
  if ('and' in filter) return filter.and.every((part) => passes(part, attributes));
  if ('or' in filter) return filter.or.some((part) => passes(part, attributes));
  if ('not' in filter) return !passes(filter.not, attributes);
  if ('missing' in filter) return isMissing(attributes[filter.missing]);
  const value = attributes[filter.attribute];
  if (value === undefined || isMissing(value)) return false;
  const values = typeof value === 'object' ? value : [value];
  if ('in' in filter) return values.some((one) => filter.in.some((wanted) => wanted === one));
  const { is, value: other } = filter;
  if (is === '!=') return !values.some((one) => one === other);
  return values.some((one) => {
    if (is === '=') return one === other;
    if (is === '<') return one < other;
    if (is === '<=') return one <= other;
    return is === '>' ? one > other : one >= other;
  });
}

function isMissing(value: AttributeValue | undefined): boolean {
  return value === undefined || (typeof value === 'object' && value.length === 0);
}
