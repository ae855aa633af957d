/**
 * Orders items by their ratings, the highest first; equal ones keep their order. Items without a rating keep their places.
 *
 * @example
 * orderByRating(Int32Array.of(7, 8, 9), [0.1, undefined, 0.4]); // [9, 8, 7]
 */
export function orderByRating(
  items: Int32Array,
  ratings: ArrayLike<number | undefined>,
): Int32Array {
  const places = Array.from(items.keys()).filter((place) => ratings[place] !== undefined);
  const order = places.toSorted((a, b) => (ratings[b] as number) - (ratings[a] as number) || a - b);
  const ordered = items.slice();
  for (const [rank, place] of order.entries()) {
    ordered[places[rank] as number] = items[place] as number;
  }
  return ordered;
}
