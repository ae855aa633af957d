import { tableRows } from '../dataset/item-ids.js';

/**
 * The logarithm of each item's share of all weights, by row of an item table: `[V + 2]` from weights `[V + 1]` by item
 * index. Rows without weight, PAD and MASK included, get the smallest share of any item, so all values are finite.
 */
export function logShares(weights: Float64Array): Float32Array {
  let total = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const weight of weights) {
    total += weight;
    if (weight > 0 && weight < least) least = weight;
  }
  const shares = new Float32Array(tableRows(weights.length - 1)).fill(Math.log(least / total));
  weights.forEach((weight, item) => {
    if (weight > 0) shares[item] = Math.log(weight / total);
  });
  return shares;
}
