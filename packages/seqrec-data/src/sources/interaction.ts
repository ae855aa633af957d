/**
 * The id of a user or an item in the data. A number stays a number: `5` and `'5'` are two different ids. Numbers
 * are safe integers.
 */
export type ExternalId = string | number;

/** One event of a user with an item. */
export interface Interaction {
  user: ExternalId;
  item: ExternalId;
  /** The time in the unit of the source (MovieLens: seconds since 1970): a safe integer or a fraction. */
  timestamp?: number;
  /** A rating, a watch ratio or another measure of how much the user liked it. */
  value?: number;
  /** The session, if the source has sessions. */
  session?: ExternalId;
  /** True if the user dislikes the item, e.g. a one-star rating or a skip. */
  disliked?: boolean;
}

/**
 * The order of external ids: numbers ascending, then strings by UTF-16 code unit. It determines item indices and the
 * order of users, independent of the locale and the order of rows.
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
