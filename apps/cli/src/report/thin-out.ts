/**
 * Reduces a curve to at most the given number of points, each the mean of equally many neighbours, because a chart
 * cannot show more and the page stays small. A curve with fewer points is unchanged.
 *
 * @example
 * thinOut([{ x: 1, y: 4 }, { x: 2, y: 2 }, { x: 3, y: 1 }], 2); // [{ x: 1.5, y: 3 }, { x: 3, y: 1 }]
 */
export function thinOut<Key extends string>(
  points: readonly Readonly<Record<Key, number>>[],
  limit: number,
): readonly Readonly<Record<Key, number>>[] {
  if (points.length <= limit) return points;
  const size = Math.ceil(points.length / limit);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, group) =>
    meanOf(points.slice(group * size, (group + 1) * size)),
  );
}

function meanOf<Key extends string>(
  points: readonly Readonly<Record<Key, number>>[],
): Record<Key, number> {
  const keys = Object.keys(points[0] ?? {}) as Key[];
  const sums = keys.map((key) => points.reduce((sum, point) => sum + point[key], 0));
  return Object.fromEntries(
    keys.map((key, place) => [key, (sums[place] as number) / points.length]),
  ) as Record<Key, number>;
}
