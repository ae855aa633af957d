import { type AttributeTypes, requireAttribute, TYPE_NAMES } from './attribute.js';
import { RulesError } from './error.js';
import type { ItemTable } from './item-table.js';

/** The unit of an attribute that is a time since 1970; `years` are calendar years, as 1994. */
export type TimeUnit = 'milliseconds' | 'seconds' | 'days' | 'years';

/**
 * Newer items first. The age of an item is how far its attribute lies before now, at least 0, in the unit of the attribute.
 * `halfLife` multiplies the probability of an item by 2^(-age / halfLife), but by no less than `floor`, and by `floor`
 * where the attribute is missing. `maxAge` leaves out older items, and those whose attribute is missing.
 */
export interface Freshness {
  /** A number. */
  readonly attribute: string;
  readonly unit: TimeUnit;
  readonly halfLife?: number | undefined;
  readonly maxAge?: number | undefined;
  /** Default 0.01. */
  readonly floor?: number | undefined;
}

const DEFAULT_FLOOR = 0.01;

/** Now moves in steps of this share of the half-life, or of the greatest age: until the next one, a bias can be kept. */
const STEP = 0.01;

const DAY_MS = 86_400_000;
const YEAR_MS = 365.2425 * DAY_MS;

/** @throws RulesError where the attribute is unknown or no number, or where neither `halfLife` nor `maxAge` is there. */
export function checkFreshness(freshness: Freshness, attributes: AttributeTypes): void {
  const { attribute, halfLife, maxAge } = freshness;
  const type = requireAttribute(attribute, attributes, 'freshness.attribute');
  if (type !== 'number') {
    throw new RulesError(
      'wrong-type',
      `freshness.attribute: ${attribute} is ${TYPE_NAMES[type]}, expected a number that is a time`,
    );
  }
  if (halfLife !== undefined || maxAge !== undefined) return;
  throw new RulesError('invalid-rule', 'freshness: give a halfLife, a maxAge or both');
}

/** Now in the attribute's unit, in whole steps. `now` is in milliseconds since 1970. */
export function freshnessNow({ unit, halfLife, maxAge }: Freshness, now: number): number {
  const ages = [halfLife, maxAge].filter((age) => age !== undefined);
  const step = STEP * Math.min(...ages);
  return Math.floor(inUnit(now, unit) / step) * step;
}

/** The logarithm of what the probability is multiplied by; undefined where the item is left out. */
export function logFreshness(
  freshness: Freshness,
  now: number,
  table: ItemTable,
): (index: number) => number | undefined {
  const { attribute, halfLife, maxAge, floor = DEFAULT_FLOOR } = freshness;
  const column = table.column(attribute);
  const least = Math.log(floor);
  return (index) => {
    const time = column.value(index) as number | undefined;
    const age = time === undefined ? Number.POSITIVE_INFINITY : Math.max(0, now - time);
    if (maxAge !== undefined && age > maxAge) return undefined;
    return halfLife === undefined ? 0 : Math.max(least, (-Math.LN2 * age) / halfLife);
  };
}

function inUnit(ms: number, unit: TimeUnit): number {
  if (unit === 'milliseconds') return ms;
  if (unit === 'seconds') return ms / 1000;
  return unit === 'days' ? ms / DAY_MS : 1970 + ms / YEAR_MS;
}
