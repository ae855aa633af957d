import type { QueryKind } from '@org/seqrec-data';
import type { DropoutSource } from '@org/step';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One training batch as tensors; see `ModelBatch` of `@org/seqrec-data` for what the slots mean. */
export interface BatchTensors {
  /** int32 `[B, T]`, left-padded with PAD. */
  readonly ids: tf.Tensor2D;
  /** int32 `[B, M]`, the slots whose outputs are scored. Absent: every slot, M = T and prediction slot m is slot m. */
  readonly positions?: tf.Tensor2D;
  /** int32 `[B, M]`, the item to predict at each prediction slot. */
  readonly labels: tf.Tensor2D;
  /** float32 `[B, M]`, 0 where a prediction slot is unused. */
  readonly weights: tf.Tensor2D;
  /** int32 `[B, M, N]`, negatives of each label, `[B, N]`, of each sequence, or `[N]`, of all; for losses that sample. */
  readonly negatives?: tf.Tensor;
  /** float32, shaped as `negatives`: how many times each counts. Default 1. */
  readonly negativeWeights?: tf.Tensor;
  /** float32 `[V + 2]`: the logarithm of the probability with which a negative is drawn, by item. */
  readonly logQ?: tf.Tensor1D;
}

export interface LossOptions {
  /** Where dropout masks come from. Without it the model runs as it does in serving, with no dropout. */
  readonly dropout?: DropoutSource;
}

/** What training, evaluation, the artifact and serving know of a model, whichever it is. */
export interface SequenceModel {
  /** Names the kind in an artifact, e.g. `bert4rec`. */
  readonly kind: string;
  /** JSON from which the same network is built again. */
  readonly config: object;
  /** How a history is asked for its next item. */
  readonly query: QueryKind;
  readonly itemCount: number;
  /** The longest sequence the network takes, the query's own slot included. */
  readonly maxLength: number;
  /** `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M and T up to `maxLength`. */
  readonly network: LayersModel;
  /**
   * The item table `[V + 2, D]` that inputs and scores share; row = item index. The model owns it: do not dispose it.
   * Items that stand in for each other have rows of a high cosine.
   */
  itemTable(): tf.Tensor2D;
  /**
   * The weighted *sum* of the batch's losses, a scalar. A sum and not a mean, so that the pieces of a batch add up;
   * training divides by the total weight.
   */
  loss(batch: BatchTensors, options?: LossOptions): tf.Scalar;
}
