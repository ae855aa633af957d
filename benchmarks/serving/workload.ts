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
