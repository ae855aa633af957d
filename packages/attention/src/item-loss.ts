import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { generalizedBinaryCrossEntropy } from './generalized-binary-cross-entropy.js';
import { sampledSoftmaxCrossEntropy } from './sampled-softmax-cross-entropy.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

/** How a model that scores items learns. Plain JSON; each is the function of its name. */
export type ItemLoss =
  /** `tiedSoftmaxCrossEntropy`, over the whole table. */
  | { readonly kind: 'softmax' }
  | { readonly kind: 'sampled-softmax' }
  | { readonly kind: 'bce' }
  /** t is the calibration, 0..1. */
  | { readonly kind: 'gbce'; readonly t: number }
  | { readonly kind: 'bpr' };

export const itemLossKinds: readonly ItemLoss['kind'][] = [
  'softmax',
  'sampled-softmax',
  'bce',
  'gbce',
  'bpr',
];

/** Whether a value of unchecked origin, such as a configuration file, says how to learn. */
export function isItemLoss(value: unknown): value is ItemLoss {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, ...options } = value as { readonly kind?: unknown };
  if (!itemLossKinds.some((known) => known === kind)) return false;
  if (kind !== 'gbce') return Object.keys(options).length === 0;
  const { t, ...others } = options as { readonly t?: unknown };
  return typeof t === 'number' && t >= 0 && t <= 1 && Object.keys(others).length === 0;
}

/** A batch's hidden states and labels, with the tied output layer that scores them; `...` are axes that all share. */
export interface ItemLossInputs {
  /** `[..., D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]`, the item table. */
  readonly table: tf.Tensor;
  /** `[W]`. Default: none. */
  readonly bias?: tf.Tensor | undefined;
  /** V, the items of the catalogue; the table may have further rows. */
  readonly itemCount: number;
  /** int32 `[...]` */
  readonly labels: tf.Tensor;
  /** float32 `[...]` */
  readonly weights: tf.Tensor;
  /**
   * int32 `[..., N]` with the axes of the labels, the first of them alone (those of a sequence), or none of them (the
   * same for all). Every loss but the full softmax needs them.
   */
  readonly negatives?: tf.Tensor | undefined;
  /** float32, shaped as `negatives`. */
  readonly negativeWeights?: tf.Tensor | undefined;
  /** float32 `[W]`, for the sampled softmax. */
  readonly logQ?: tf.Tensor | undefined;
}

/**
 * The weighted sum of a batch's losses of the kind that `loss` names. The binary ones judge scores from where a label
 * and its negatives balance (`balanced`).
 *
 * @example
 * itemLoss({ kind: 'gbce', t: 0.75 }, { hidden, table, itemCount, labels, weights, negatives });
 */
export function itemLoss(loss: ItemLoss, inputs: ItemLossInputs): tf.Scalar {
  const { table, bias, itemCount, negatives, negativeWeights, logQ } = inputs;
  const rows = inputs.labels.size;
  const [, size = 1] = table.shape;
  return tf.tidy(() => {
    const flat = {
      hidden: tf.reshape(inputs.hidden, [rows, size]),
      table,
      bias,
      labels: tf.reshape(inputs.labels, [rows]),
      weights: tf.reshape(inputs.weights, [rows]),
    };
    if (loss.kind === 'softmax') return tiedSoftmaxCrossEntropy(flat);
    if (negatives === undefined) {
      throw new AttentionError(
        'invalid-option',
        'itemLoss',
        `the loss '${loss.kind}' needs negatives, and the batch has none; let the batches sample some, or choose 'softmax'`,
      );
    }
    const flattened = (tensor: tf.Tensor) =>
      tensor.rank > inputs.labels.rank ? tf.reshape(tensor, [rows, tensor.size / rows]) : tensor;
    const sampled = {
      ...flat,
      negatives: flattened(negatives),
      negativeWeights: negativeWeights && flattened(negativeWeights),
    };
    switch (loss.kind) {
      case 'sampled-softmax':
        return sampledSoftmaxCrossEntropy({ ...sampled, logQ });
      case 'bce':
        return binaryCrossEntropy({ ...sampled, balanced: true });
      case 'gbce':
        return generalizedBinaryCrossEntropy({
          ...sampled,
          calibration: loss.t,
          itemCount,
          balanced: true,
        });
      case 'bpr':
        return bayesianPersonalizedRanking(sampled);
      default:
        loss satisfies never;
        throw new AttentionError(
          'invalid-option',
          'itemLoss',
          `no loss is called ${JSON.stringify((loss as { kind: unknown }).kind)}; there are ${itemLossKinds.join(', ')}`,
        );
    }
  });
}
