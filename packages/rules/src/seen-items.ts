import type { SeenRule } from './rules.js';

/** What this package reads of a kept event. */
export interface SeenEvent<Item> {
  readonly item: Item;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const DAY_MS = 86_400_000;

/**
 * The items that a user has seen in a way that leaves them out: with an event of a type that a rule names, at most so
 * many days before `now`. Events of other types leave nothing out. An event that is dated after `now` is new.
 *
 * @param now milliseconds since 1970.
 * @example
 * seenItems([{ item: 7, type: 'purchase', time: 0 }, { item: 8, type: 'view', time: 0 }], [{ type: 'purchase', days: 30 }], 86_400_000);
 * // [7]
 */
export function seenItems<Item>(
  events: readonly SeenEvent<Item>[],
  rules: readonly SeenRule[],
  now: number,
): Item[] {
  const leavesOut = ({ type, time }: SeenEvent<Item>) =>
    rules.some(
      (rule) => rule.type === type && (rule.days === undefined || now - time <= rule.days * DAY_MS),
    );
  return [...new Set(events.filter(leavesOut).map(({ item }) => item))];
}
