/**
 * The id of a user or an item in the outside world. A number stays a number: `5` and `'5'` are two different ids.
 * Numbers are safe integers.
 */
export type ExternalId = string | number;

/** One event: a user met an item. */
export interface Interaction {
  user: ExternalId;
  item: ExternalId;
  /** When it happened, in the unit of the source (MovieLens: seconds since 1970): a safe integer, or with a fraction. */
  timestamp?: number;
  /** How much: a rating, a watch ratio. */
  value?: number;
  /** The visit it belongs to, where the source tells visits of one user apart. */
  session?: ExternalId;
  /** True when the event tells that the user did not want the item: a one-star rating, a skip. */
  disliked?: boolean;
}

/**
 * The order of external ids, on which item indices and the order of users rest: numbers ascending, then strings by
 * UTF-16 code unit. It does not depend on the locale or on the order of rows.
 */
export function compareIds(a: ExternalId, b: ExternalId): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether a value can be an id: a string that is not empty, or a safe integer. */
export function isExternalId(value: unknown): value is ExternalId {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value);
}
