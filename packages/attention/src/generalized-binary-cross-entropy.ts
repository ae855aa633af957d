import type * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { type BinaryInputs, poweredBinaryCrossEntropy } from './binary-cross-entropy.js';

export interface GeneralizedBinaryInputs extends BinaryInputs {
  /** t, from 0 (plain binary cross-entropy) to 1 (probabilities as if all items were negatives). */
  readonly calibration: number;
  /** V, the number of items that negatives are drawn from, including the label. At least 2. */
  readonly itemCount: number;
}

/**
 * gBCE (Petrov & Macdonald 2023, https://arxiv.org/abs/2308.07192): binary cross-entropy whose label has its
 * probability raised to the power `β = α (t (1 - 1/α) + 1/α)`, with α = N / (V - 1) the share of the other items that
 * is drawn. It corrects the overconfidence that few negatives cause, by which every popular item seems a sure hit.
 *
 * It sums over the negatives, like {@link binaryCrossEntropy}; the paper divides by the constant N + 1.
 */
export function generalizedBinaryCrossEntropy(inputs: GeneralizedBinaryInputs): tf.Scalar {
  const { calibration, itemCount, negatives } = inputs;
  if (!(calibration >= 0 && calibration <= 1)) {
    throw new AttentionError(
      'invalid-option',
      'generalizedBinaryCrossEntropy',
      `calibration lies in 0..1, got ${calibration}`,
    );
  }
  if (!(Number.isSafeInteger(itemCount) && itemCount >= 2)) {
    throw new AttentionError(
      'invalid-option',
      'generalizedBinaryCrossEntropy',
      `itemCount is a whole number of at least 2, got ${itemCount}`,
    );
  }
  const drawn = negatives.shape.at(-1) ?? 1;
  const rate = Math.min(1, drawn / (itemCount - 1));
  const power = rate * (calibration * (1 - 1 / rate) + 1 / rate);
  return poweredBinaryCrossEntropy(inputs, power);
}
