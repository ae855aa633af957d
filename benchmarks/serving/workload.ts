/** The size of MovieLens 1M. */
export const network = {
  itemCount: 3416,
  maxLength: 200,
  hiddenSize: 64,
  layers: 2,
  heads: 2,
  // Spread scores, so that rounding cannot change which ten are best.
  stddev: 0.1,
  seed: 1,
} as const;

export const FIRST_ID = 1000;
export const K = 10;

/** Histories of so many items, as different as users are; the same each time. */
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
