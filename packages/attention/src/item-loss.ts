import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { generalizedBinaryCrossEntropy } from './generalized-binary-cross-entropy.js';
import { type ItemLoss, type ItemLossKind, itemLosses, itemLossKinds } from './item-losses.js';
import type { SampledLossInputs } from './sampled-scores.js';
import { sampledSoftmaxCrossEntropy } from './sampled-softmax-cross-entropy.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

/** A batch's hidden states and labels, with the tied output layer that scores them; `...` are shared leading axes. */
export interface ItemLossInputs {
  /** `[..., D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]`, the item table. */
  readonly table: tf.Tensor;
  /** `[W]`. Default: none. */
  readonly bias?: tf.Tensor | undefined;
  /** V, the number of items of the catalogue; the table may have more rows. */
  readonly itemCount: number;
  /** int32 `[...]` */
  readonly labels: tf.Tensor;
  /** float32 `[...]` */
  readonly weights: tf.Tensor;
  /**
   * int32 `[..., N]`, where `...` are the axes of the labels, only the first of them (negatives of a sequence), or none
   * (the same for all). Losses that sample need them.
   */
  readonly negatives?: tf.Tensor | undefined;
  /** float32, in the shape of `negatives`. */
  readonly negativeWeights?: tf.Tensor | undefined;
  /** float32 `[W]`, for losses that correct for the probability of each draw. */
  readonly logQ?: tf.Tensor | undefined;
}

/** The inputs of a loss: R rows with one label each and, for losses that sample, the negatives of each row. */
interface LossRows extends SampledLossInputs {
  readonly itemCount: number;
  readonly logQ: tf.Tensor | undefined;
}

/** The function of each loss. A loss of `itemLosses` that is missing here does not compile. */
const functions: {
  readonly [Kind in ItemLossKind]: (
    inputs: LossRows,
    loss: Extract<ItemLoss, { kind: Kind }>,
  ) => tf.Scalar;
} = {
  softmax: tiedSoftmaxCrossEntropy,
  'sampled-softmax': sampledSoftmaxCrossEntropy,
  bce: (inputs) => binaryCrossEntropy({ ...inputs, balanced: true }),
  gbce: (inputs, { t }) =>
    generalizedBinaryCrossEntropy({ ...inputs, calibration: t, balanced: true }),
  bpr: bayesianPersonalizedRanking,
};

/**
 * The weighted sum of a batch's losses, by the kind of `loss`. The binary losses shift the scores so that a label and
 * its negatives balance (`balanced`).
 *
 * @throws AttentionError if the loss samples and the batch has no negatives.
 * @example
 * itemLoss({ kind: 'gbce', t: 0.75 }, { hidden, table, itemCount, labels, weights, negatives });
 */
export function itemLoss(loss: ItemLoss, inputs: ItemLossInputs): tf.Scalar {
  const { kind } = loss;
  if (!Object.hasOwn(itemLosses, kind)) {
    throw new AttentionError(
      'invalid-option',
      'itemLoss',
      `no loss is called ${JSON.stringify(kind)}; there are ${itemLossKinds.join(', ')}`,
    );
  }
  const samples = itemLosses[kind].negatives > 0;
  if (samples && inputs.negatives === undefined) {
    throw new AttentionError(
      'invalid-option',
      'itemLoss',
      `the loss '${kind}' needs negatives, and the batch has none; let the batches sample some, or choose 'softmax'`,
    );
  }
  // The compiler does not know that function and loss have the same kind, or that a loss without negatives reads none.
  const compute = functions[kind] as (
    inputs: Omit<LossRows, 'negatives'>,
    loss: ItemLoss,
  ) => tf.Scalar;
  return tf.tidy(() => compute(rowsOf(inputs, samples), loss));
}

/** The inputs with one row for each label, and the negatives if the loss uses them. */
function rowsOf(
  { hidden, labels, weights, negatives, negativeWeights, ...shared }: ItemLossInputs,
  samples: boolean,
): Omit<LossRows, 'negatives'> {
  const rows = labels.size;
  const [, size = 1] = shared.table.shape;
  const byRow = (tensor: tf.Tensor) =>
    tensor.rank > labels.rank ? tf.reshape(tensor, [rows, tensor.size / rows]) : tensor;
  return {
    ...shared,
    logQ: shared.logQ,
    hidden: tf.reshape(hidden, [rows, size]),
    labels: tf.reshape(labels, [rows]),
    weights: tf.reshape(weights, [rows]),
    ...(samples &&
      negatives && {
        negatives: byRow(negatives),
        negativeWeights: negativeWeights && byRow(negativeWeights),
      }),
  };
}
