import type { ExternalId, Interaction } from './interaction.js';

/** Events of one user in columns, in the order of the source. Each column has the length of `items`. */
export interface UserEvents {
  readonly user: ExternalId;
  readonly items: readonly ExternalId[];
  /** Like `timestamp` of an {@link Interaction}. */
  readonly timestamps?: readonly number[] | undefined;
  readonly values?: readonly number[] | undefined;
  readonly disliked?: readonly boolean[] | undefined;
  /** The session of all events. */
  readonly session?: ExternalId | undefined;
}

/** The same events one by one. */
export function interactionsOf(events: UserEvents): Interaction[] {
  const { user, items, timestamps, values, disliked, session } = events;
  return items.map((item, i) => {
    const timestamp = timestamps?.[i];
    const value = values?.[i];
    return {
      user,
      item,
      ...(session !== undefined && { session }),
      ...(timestamp !== undefined && { timestamp }),
      ...(value !== undefined && { value }),
      ...(disliked?.[i] === true && { disliked: true }),
    };
  });
}
