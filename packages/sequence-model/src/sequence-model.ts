import type { ItemScoreFactors } from '@org/attention';
import type { QueryKind, ReadTimes } from '@org/seqrec-data/queries';
import type { DropoutSource } from '@org/step';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { QueryTensors, TimeTensors } from './network-inputs.js';

/** One training batch as tensors; see `ModelBatch` of `@org/seqrec-data` for the meaning of the slots. */
export interface BatchTensors extends TimeTensors {
  /** int32 `[B, T]`, left-padded with PAD. */
  readonly ids: tf.Tensor2D;
  /** int32 `[B, M]`, the slot of each prediction slot. Absent: every slot in order, so M = T. */
  readonly positions?: tf.Tensor2D;
  /** int32 `[B, M]`, the item to predict at each prediction slot. */
  readonly labels: tf.Tensor2D;
  /** float32 `[B, M]`, 0 where a prediction slot is unused. */
  readonly weights: tf.Tensor2D;
  /**
   * int32: negatives for each label `[B, M, N]`, for each sequence `[B, N]`, or for the whole batch `[N]`; for losses
   * that sample.
   */
  readonly negatives?: tf.Tensor;
  /** float32, with the shape of `negatives`: how many times each counts. Default 1. */
  readonly negativeWeights?: tf.Tensor;
  /** float32 `[V + 2]`: the logarithm of the probability with which a negative is drawn, by item. */
  readonly logQ?: tf.Tensor1D;
}

/** What is known of the items of a model, that of item 1 first. */
export interface ItemVectors {
  /** float32 `[V, C]`; absent for a model whose `itemEmbedding` is `id`. */
  readonly vectors?: Float32Array | undefined;
  /** float32 `[V, F]`; absent for a model without `featureColumns`. */
  readonly features?: Float32Array | undefined;
}

/** What is known of the items of a model, and which of them occur in training. */
export interface ItemContent extends ItemVectors {
  /**
   * Training counts by item index, length V + 1. Losses leave out items with a count of 0, because items that are only
   * ever negatives would teach the model to avoid whatever is like them. Default: all items count.
   */
  readonly popularity?: ArrayLike<number> | undefined;
}

export interface LossOptions {
  /** The source of dropout masks. Without it there is no dropout, as in serving. */
  readonly dropout?: DropoutSource;
}

/** The interface of a model to training, evaluation, artifacts and serving. */
export interface SequenceModel {
  /** Names the kind in an artifact, e.g. `bert4rec`. */
  readonly kind: string;
  /** JSON from which the same network is built again. */
  readonly config: object;
  /** How a query asks for the next item of a history. */
  readonly query: QueryKind;
  /** The times that the network reads. Absent: none. */
  readonly times?: ReadTimes | undefined;
  readonly itemCount: number;
  /** The longest sequence the network takes, including the query's own slot. */
  readonly maxLength: number;
  /**
   * The inputs of `networkInputs`, `[ids [B, T], positions [B, M]]` and the times that it reads, to scores
   * `[B, M, V + 2]`, for any B, M and T up to `maxLength`.
   */
  readonly network: LayersModel;
  /**
   * The item table `[V + 2, D]` that inputs and scores share; row = item index. The caller disposes it. Similar items
   * have rows with a high cosine.
   */
  itemTable(): tf.Tensor2D;
  /**
   * Sets what is known of the items, in a model whose `itemEmbedding` is not `id` or that has `featureColumns`. It is part
   * of the weights, so a saved model has it.
   *
   * @throws ModelError `invalid-option` for a model that reads neither, or for vectors or features of another size.
   */
  setItemContent?(content: ItemContent): void;
  /** What `setItemContent` set; undefined if the model knows nothing of its items. */
  itemContent?(): Promise<ItemVectors | undefined>;
  /** Computes once what only depends on weights, for a model that answers queries and whose weights no longer change. */
  freeze?(): void;
  /**
   * The network up to its scores, without dropout, for what multiplies them in its own way. Absent in a model whose scores
   * are no such product.
   */
  scoreFactors?(query: QueryTensors): ItemScoreFactors;
  /**
   * The weighted *sum* of the batch's losses, a scalar. It is not a mean, so that the losses of pieces add up; training
   * divides by the weight.
   */
  loss(batch: BatchTensors, options?: LossOptions): tf.Scalar;
}
