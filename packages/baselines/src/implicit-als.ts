import { Random } from '@org/random';
import type { Scorer, Sequences } from '@org/seqrec-data';
import type { Items } from './fit.js';
import { type InteractionMatrix, interactionMatrix } from './interaction-matrix.js';
import { itemScorer } from './item-scorer.js';
import { dot, type Factors, gramMatrix, solveRow, solveRows } from './weighted-ridge.js';

export interface ImplicitAlsOptions {
  /** Numbers per user and item, at least 1. */
  readonly factors: number;
  /** α, above 0: a pair with an interaction has the weight 1 + α, other pairs have 1. */
  readonly confidence: number;
  /** λ, above 0. */
  readonly regularization: number;
  /** Rounds, each of users, then items; at least 1. */
  readonly iterations: number;
  /** Seed of the first item factors. */
  readonly seed: number;
}

/**
 * Implicit-feedback matrix factorisation (Hu, Koren & Volinsky, ICDM 2008): user factors x and item factors y that
 * minimise, over *all* pairs,
 *
 *   Σ c_ui (p_ui - x_u·y_i)² + λ (Σ‖x_u‖² + Σ‖y_i‖²),   p = 1 and c = 1 + α if u has i, else p = 0 and c = 1,
 *
 * by alternating least squares, with three conjugate-gradient steps for each row and round. It does not keep the users
 * of training: `score` solves for the factors of any history from the item factors, and score(j) = x·y_j.
 *
 * The order of the history does not matter. An empty history and an item without interactions score 0. Time grows with
 * iterations · factors · interactions. Equal seeds give equal bytes.
 */
export function* implicitAls(
  train: Sequences,
  options: ImplicitAlsOptions & Items,
): Generator<number, Scorer> {
  const { itemCount, factors, confidence, regularization } = options;
  const items = yield* itemFactors(interactionMatrix(train, itemCount), options);
  const gram = gramMatrix(items);
  const exact = { confidence, regularization, steps: factors };

  return itemScorer('implicit-als', itemCount, (history, row) => {
    const user = new Float64Array(items.width);
    solveRow(Int32Array.from(new Set(history)), items, gram, user, exact);
    for (let item = 1; item <= itemCount; item += 1) {
      row[item] = dot(user, items.data, item * items.width);
    }
  });
}

/** Factors by item index, [V + 1, factors]; row 0, of PAD, is zeros. */
export function* itemFactors(
  matrix: InteractionMatrix,
  { factors, confidence, regularization, iterations, seed }: ImplicitAlsOptions,
): Generator<number, Factors> {
  const { byUser, byItem } = matrix;
  const users = {
    rows: byUser.rows,
    width: factors,
    data: new Float64Array(byUser.rows * factors),
  };
  const items = {
    rows: byItem.rows,
    width: factors,
    data: new Float64Array(byItem.rows * factors),
  };
  const random = Random.of(seed, 'implicit-als');
  // Predictions start near zero for any number of factors. Users start at zero and are solved first.
  const deviation = 0.1 / Math.sqrt(factors);
  for (let i = factors; i < items.data.length; i += 1) items.data[i] = deviation * random.normal();

  const ridge = { confidence, regularization, steps: CG_STEPS };
  for (let round = 0; round < iterations; round += 1) {
    for (const share of solveRows(byUser, items, users, ridge))
      yield (round + share / 2) / iterations;
    for (const share of solveRows(byItem, users, items, ridge)) {
      yield (round + (1 + share) / 2) / iterations;
    }
  }
  return items;
}

/** Enough for each half-round to come close to its minimum, because rows start from the previous round. */
const CG_STEPS = 3;
