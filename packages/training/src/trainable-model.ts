import type { LossOptions } from '@org/sequence-model';
import type { BatchArray } from '@org/step';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What training needs of a model. Every `SequenceModel` is one, and so is a model with another target, such as a rating. */
export interface TrainableModel {
  /** Names the kind. */
  readonly kind: string;
  /** JSON from which the same network is built again. */
  readonly config: object;
  readonly network: LayersModel;
  /**
   * The weighted *sum* of the batch's losses, a scalar. `batch` has a tensor for each array of the batches that it is trained
   * on; the type is the model's own.
   */
  loss(batch: never, options?: LossOptions): tf.Scalar;
}

/** A training batch of any arrays by name. */
export interface ArrayBatch {
  /** `weights` is float32 `[B, M]`, the weight of each of a row's M labels, 0 where there is none. */
  readonly arrays: Readonly<Record<string, BatchArray>> & { readonly weights: BatchArray };
}

/** A source of {@link ArrayBatch}es, with the same rules as `BatchSource` of `@org/seqrec-data`. */
export interface ArrayBatchSource {
  readonly batchesPerEpoch: number;
  readonly meanWeight?: number;
  epoch(epoch: number, startBatch?: number): Iterable<ArrayBatch> | AsyncIterable<ArrayBatch>;
}
