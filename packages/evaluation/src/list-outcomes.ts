import type { ExternalId } from '@org/seqrec-data';
import type { AnsweredList } from './experiment-log.js';

/** What a user did, as the store of events has it. */
export interface OutcomeEvent {
  readonly user: ExternalId;
  readonly item: ExternalId;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly type: string;
  readonly recommendationId?: string | undefined;
}

export interface AttributionOptions {
  /** Types of events that count as a click. */
  readonly clicks: readonly string[];
  /** Types of events that count as a conversion. */
  readonly conversions: readonly string[];
  /** An event counts for a list that is at most so many milliseconds older. */
  readonly window: number;
}

/** What a list led to. */
export interface ListOutcome {
  clicked: boolean;
  converted: boolean;
  /** The item of the user's first click or conversion after this list and before the next one, on it or not. */
  next?: ExternalId;
}

/**
 * What each list led to, by its id. An event counts for the list that it names, else for the user's newest list that holds
 * its item.
 *
 * @param events oldest first.
 */
export function listOutcomes(
  lists: readonly AnsweredList[],
  events: Iterable<OutcomeEvent>,
  { clicks, conversions, window }: AttributionOptions,
): Map<string, ListOutcome> {
  const byId = new Map(lists.map((list) => [list.id, list]));
  const byUser = new Map<string, AnsweredList[]>();
  for (const list of lists) {
    const key = JSON.stringify(list.user);
    const own = byUser.get(key);
    if (own === undefined) byUser.set(key, [list]);
    else own.push(list);
  }
  const outcomes = new Map<string, ListOutcome>();
  const outcomeOf = (id: string) => {
    const outcome = outcomes.get(id) ?? { clicked: false, converted: false };
    outcomes.set(id, outcome);
    return outcome;
  };
  const isLater = (event: OutcomeEvent, time: number) =>
    event.time >= time && event.time <= time + window;
  for (const event of events) {
    const click = clicks.includes(event.type);
    const conversion = conversions.includes(event.type);
    if (!click && !conversion) continue;
    const own = byUser.get(JSON.stringify(event.user));
    const newest = own?.findLast(({ time }) => isLater(event, time));
    if (newest !== undefined) outcomeOf(newest.id).next ??= event.item;
    const named =
      event.recommendationId === undefined ? undefined : byId.get(event.recommendationId);
    const list =
      named ??
      own?.findLast(({ time, items }) => isLater(event, time) && items.includes(event.item));
    if (list === undefined || !isLater(event, list.time)) continue;
    const outcome = outcomeOf(list.id);
    outcome.clicked ||= click;
    outcome.converted ||= conversion;
  }
  return outcomes;
}
