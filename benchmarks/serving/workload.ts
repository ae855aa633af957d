/** The size of MovieLens 1M. */
export const network = {
  itemCount: 3416,
  maxLength: 200,
  hiddenSize: 64,
  layers: 2,
  heads: 2,
  // Spreads the scores, so that rounding cannot change the ten best items.
  stddev: 0.1,
  seed: 1,
} as const;

export const FIRST_ID = 1000;
const GENRES = ['Drama', 'Comedy', 'War', 'Horror', 'Western'] as const;

/** What rules ask of the item at a place of the catalogue. */
export function attributesOf(place: number) {
  return { year: 1950 + (place % 70), genre: [GENRES[place % GENRES.length] ?? ''] };
}

export const USERS = 256;
/** One request in so many keeps an event; the others recommend. */
const EVENT_EVERY = 5;

/** The first events of all users, each `network.maxLength` of them, in bodies of `POST /v1/events`. */
export function eventBodies(): readonly string[] {
  const events = histories(USERS, network.maxLength).flatMap((history, user) =>
    history.map((place, at) => ({
      ...{ id: `first-${user}-${at}`, user: `user-${user}`, item: FIRST_ID + place },
      ...{ time: 1_700_000_000_000 + at * 1000, type: 'view' },
    })),
  );
  return Array.from({ length: Math.ceil(events.length / 1000) }, (_, part) =>
    JSON.stringify({ events: events.slice(part * 1000, part * 1000 + 1000) }),
  );
}

/** Requests of users whose events the server keeps, with rules, and further events of them. */
export function userRequests(): readonly { readonly path: string; readonly body: string }[] {
  const rules = {
    filter: "genre in ('Drama', 'Comedy', 'War') and year >= 1960",
    boosts: [{ when: 'year >= 2000', multiply: 1.5 }],
    caps: [{ attribute: 'genre', max: 5 }],
  };
  return Array.from({ length: EVENT_EVERY * USERS }, (_, n) => {
    const user = `user-${(n * 7) % USERS}`;
    if (n % EVENT_EVERY > 0) {
      const path = `/v1/users/${user}/recommendations`;
      return { path, body: JSON.stringify({ k: K, rules }) };
    }
    // Without an id each is a new event.
    const item = FIRST_ID + ((n * 31) % network.itemCount);
    return { path: '/v1/events', body: JSON.stringify({ events: [{ user, item, type: 'view' }] }) };
  });
}

export function historyRequests(count: number, length: number): ReturnType<typeof userRequests> {
  return bodies(count, length).map((body) => ({ path: '/v1/recommendations', body }));
}
export const K = 10;

/** `count` different histories of `length` items, the same in every call. */
export function histories(count: number, length: number): readonly (readonly number[])[] {
  const { itemCount } = network;
  return Array.from({ length: count }, (_, user) =>
    Array.from({ length }, (_, place) => (user * 7919 + place * (2 * user + 3)) % itemCount),
  );
}

export function bodies(count: number, length: number): readonly string[] {
  return histories(count, length).map((history) =>
    JSON.stringify({ history: history.map((place) => FIRST_ID + place), k: K }),
  );
}
