/**
 * One training batch, in the layout that all objectives share. Arrays are row-major; sequences are left-padded, so the
 * newest item of a row is in its last slot. An empty row is PAD with weights of 0.
 */
export interface ModelBatch {
  /** B, rows. */
  readonly rows: number;
  /** T, slots of a row. */
  readonly length: number;
  /** M, prediction slots per row. */
  readonly targets: number;
  /** `[B, T]` the model's input: item indices, MASK, PAD. */
  readonly ids: Int32Array;
  /**
   * `[B, M]` the slots, 0..T-1, whose outputs are scored; 0 where a prediction slot is unused. Absent: every slot is
   * scored, M = T and prediction slot m is slot m.
   */
  readonly positions?: Int32Array;
  /** `[B, M]` the item to predict at each prediction slot; PAD where unused. */
  readonly labels: Int32Array;
  /** `[B, M]` 1, or 0 where unused. */
  readonly weights: Float32Array;
  /** `[B, T]` the time of each slot's event, 0 at PAD. Present where `TrainingBatchesOptions.timestamps` says so. */
  readonly timestamps?: Float64Array;
  /** Present for losses that sample. */
  readonly negatives?: BatchNegatives;
}

/** What shares the same negatives: nothing (each label has its own), the labels of a sequence, or those of the batch. */
export type NegativesPer = 'label' | 'sequence' | 'batch';

/** The negatives of a batch. */
export interface BatchNegatives {
  /** What shares the same N negatives. */
  readonly per: NegativesPer;
  /** `[B, M, N]` per label, `[B, N]` per sequence, `[N]` per batch; PAD where unused. */
  readonly items: Int32Array;
  /** The shape of `items`: how many times each counts in the loss; PAD 0. Absent where each counts once. */
  readonly weights?: Float32Array;
  /** `[V + 2]`, by item: the logarithm of the probability of one draw; the same array in every batch. */
  readonly logQ?: Float32Array;
}

/** Where a training loop takes its batches. Batch k of epoch e is the same however it is reached. */
export interface BatchSource {
  /** The same in every epoch. */
  readonly batchesPerEpoch: number;
  /**
   * The mean over batches of the sum of a batch's weights. Training divides each gradient by it, so a target counts the
   * same in a batch of short sequences, which has few targets, as in one of long sequences, which has many. Default: each
   * gradient is divided by its own batch's weight, which is right where all batches are drawn from one distribution.
   */
  readonly meanWeight?: number;
  /** The batches of one epoch (counted from 0) in order, from `startBatch` on; earlier ones are not made. */
  epoch(epoch: number, startBatch?: number): Iterable<ModelBatch> | AsyncIterable<ModelBatch>;
}
