/** How a value of an item is compared. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * Which items are meant: the one form of a filter in memory, and its JSON form. {@link parseFilter} reads it and the text
 * form, {@link formatFilter} writes the text form.
 *
 * A comparison with a missing value is false, `!=` too. A list matches `=` and `in` where one of its texts does, and `!=`
 * where none does. An empty list is missing. Texts are ordered by their UTF-16 units, so that ISO dates are in order.
 */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  /** The item has no value under this name. */
  | { readonly missing: string }
  | ComparisonFilter
  | MembershipFilter;

export interface ComparisonFilter {
  readonly attribute: string;
  readonly is: Comparison;
  readonly value: string | number | boolean;
}

export interface MembershipFilter {
  readonly attribute: string;
  readonly in: readonly (string | number)[];
}

export const COMPARISONS: readonly Comparison[] = ['=', '!=', '<', '<=', '>', '>='];

/** What a filter may cost. Each comparison looks at every item once. */
export const FILTER_LIMITS = {
  /** UTF-16 units of the text form: room for all values that may be named, and a bound on what is read. */
  length: 65_536,
  /** Filters inside filters, which are read and evaluated by recursion. */
  depth: 32,
  /** Comparisons, `in` and `missing`: 10 to 30 ms of processor time each with a million items, once. */
  comparisons: 32,
  /** Values of all `in` together. Longer lists are what `allow` and `exclude` are for. */
  values: 1000,
} as const;
