import type { ItemBias } from './messages.js';

export interface BiasRowOptions {
  readonly allow?: Int32Array | undefined;
  readonly bias?: ItemBias | undefined;
  /** V + 2. */
  readonly width: number;
}

/** What is added to the scores of one query: its bias, and -Infinity where only other items are allowed. */
export function biasRow({ allow, bias, width }: BiasRowOptions): Float32Array {
  if (bias !== undefined && bias.values.length !== width) {
    throw new RangeError(
      `the bias '${bias.key}' has ${bias.values.length} values, expected one for each of the ${width} rows of the item table`,
    );
  }
  if (allow === undefined) return bias?.values ?? new Float32Array(width);
  const row = new Float32Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const item of allow) row[item] = bias?.values[item] ?? 0;
  return row;
}
