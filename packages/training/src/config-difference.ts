/**
 * The first difference of two JSON values, as a path and both values; undefined if they are equal.
 *
 * @example
 * configDifference({ a: { b: 1 } }, { a: { b: 2 } }); // 'a.b is 1, was 2'
 */
export function configDifference(
  now: unknown,
  before: unknown,
  path: string = 'the configuration',
): string | undefined {
  if (isObject(now) && isObject(before)) {
    for (const key of new Set([...Object.keys(now), ...Object.keys(before)])) {
      const inside = path === 'the configuration' ? key : `${path}.${key}`;
      const difference = configDifference(now[key], before[key], inside);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const [a, b] = [JSON.stringify(now), JSON.stringify(before)];
  return a === b ? undefined : `${path} is ${a ?? 'absent'}, was ${b ?? 'absent'}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
