import { topK } from '@org/metrics';
import type { Scorer, Sequences } from '@org/seqrec-data';
import type { Items } from './fit.js';
import { type InteractionMatrix, interactionMatrix, rowOf } from './interaction-matrix.js';
import { itemScorer } from './item-scorer.js';

export interface ItemKnnOptions {
  /** Neighbours kept for each item, at least 1. */
  readonly neighbours: number;
  /** Added to the divisor of the cosine, so that pairs of few users count less; at least 0. */
  readonly shrinkage: number;
  /**
   * Events after which the weight of an item of the history is half: the event `a` events before the last has the
   * weight 2^(-a / halfLife). Above 0. Infinity gives all items the same weight, as in the original method.
   */
  readonly halfLife: number;
}

/**
 * Item-based nearest neighbours: scores each item j by its similarity to the items i of the history,
 *
 *   score(j) = Σ over events of 2^(-age / halfLife) · s(i, j),   s(i, j) = |U_i ∩ U_j| / (√(|U_i| |U_j|) + shrinkage),
 *
 * where U_i are the users who have item i. s(i, j) counts only if j is among the nearest neighbours of i.
 * Sarwar et al. 2001 (item-based), Deshpande & Karypis 2004 (top-N, neighbours of the basket's items), Ding & Li 2005
 * (recency weights). An item is not its own neighbour. An empty history scores 0 for all items.
 *
 * Fitting takes time proportional to the sum of the squared sequence lengths, and memory proportional to
 * V × neighbours.
 */
export function* itemKnn(
  train: Sequences,
  { itemCount, neighbours, shrinkage, halfLife }: ItemKnnOptions & Items,
): Generator<number, Scorer> {
  const nearest = yield* nearestItems(interactionMatrix(train, itemCount), neighbours, shrinkage);

  return itemScorer('item-knn', itemCount, (history, row) => {
    for (const [place, item] of history.entries()) {
      const weight = 2 ** (-(history.length - 1 - place) / halfLife);
      const { indices, scores } = nearest[item] as Neighbours;
      for (let n = 0; n < indices.length; n += 1) {
        const neighbour = indices[n] as number;
        row[neighbour] = (row[neighbour] as number) + weight * (scores[n] as number);
      }
    }
  });
}

interface Neighbours {
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}

/** The nearest neighbours of each item by index; entry 0, of PAD, is empty. */
function* nearestItems(
  { itemCount, byUser, byItem }: InteractionMatrix,
  neighbours: number,
  shrinkage: number,
): Generator<number, readonly Neighbours[]> {
  const usersOf = (item: number) =>
    (byItem.offsets[item + 1] as number) - (byItem.offsets[item] as number);
  const similarities = new Float32Array(itemCount + 1);
  const nearestOf = (item: number): Neighbours => {
    similarities.fill(0);
    for (const user of rowOf(byItem, item)) {
      for (const other of rowOf(byUser, user)) {
        similarities[other] = (similarities[other] as number) + 1;
      }
    }
    similarities[item] = 0;
    for (let other = 1; other <= itemCount; other += 1) {
      const shared = similarities[other] as number;
      if (shared === 0) continue;
      similarities[other] = shared / (Math.sqrt(usersOf(item) * usersOf(other)) + shrinkage);
    }
    const { indices, scores } = topK(similarities, neighbours, { from: 1 });
    const kept = scores.indexOf(0);
    return kept < 0
      ? { indices, scores }
      : { indices: indices.slice(0, kept), scores: scores.slice(0, kept) };
  };

  // Popular items take longest, so progress counts the events that are read.
  const lengthOf = (user: number) =>
    (byUser.offsets[user + 1] as number) - (byUser.offsets[user] as number);
  const workOf = (item: number) =>
    rowOf(byItem, item).reduce((sum, user) => sum + lengthOf(user), itemCount / 5);
  let total = 0;
  for (let item = 0; item <= itemCount; item += 1) total += workOf(item);
  const nearest: Neighbours[] = [];
  let done = 0;
  for (let item = 0; item <= itemCount; item += 1) {
    nearest.push(nearestOf(item));
    done += workOf(item);
    yield done / total;
  }
  return nearest;
}
