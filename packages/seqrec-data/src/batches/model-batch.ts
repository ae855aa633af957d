/**
 * One training batch, in the layout that all objectives share. Arrays are row-major; sequences are left-padded, so the
 * newest item of a row is in its last slot. An empty row is PAD with weights of 0.
 */
export interface ModelBatch {
  /** B, the number of rows. */
  readonly rows: number;
  /** T, the number of slots of a row. */
  readonly length: number;
  /** M, the number of prediction slots of a row. */
  readonly targets: number;
  /** `[B, T]` the model's input: item indices, MASK and PAD. */
  readonly ids: Int32Array;
  /** `[B, M]` the slot, 0..T-1, of each prediction slot; 0 if it is unused. Absent: every slot in order, so M = T. */
  readonly positions?: Int32Array;
  /** `[B, M]` the item to predict at each prediction slot; PAD if it is unused. */
  readonly labels: Int32Array;
  /** `[B, M]` 1, or 0 for an unused prediction slot. */
  readonly weights: Float32Array;
  /**
   * `[B, T]` the time of each slot's event, in whole seconds since the first event of the row; 0 at PAD. Present with
   * `TrainingBatchesOptions.times`.
   */
  readonly times?: Int32Array;
  /** `[B, T]` the time of the event that each slot predicts, like `times`. Present with `ReadTimes.target`. */
  readonly targetTimes?: Int32Array;
  /** Present for losses that sample. */
  readonly negatives?: BatchNegatives;
}

/** What shares the same negatives: nothing (each label has its own), the labels of a sequence, or those of the batch. */
export type NegativesPer = 'label' | 'sequence' | 'batch';

/** The negatives of a batch. */
export interface BatchNegatives {
  /** What shares the same N negatives. */
  readonly per: NegativesPer;
  /** `[B, M, N]` per label, `[B, N]` per sequence, `[N]` per batch; PAD if unused. */
  readonly items: Int32Array;
  /** How many times each counts in the loss, in the shape of `items`; 0 for PAD. Absent if each counts once. */
  readonly weights?: Float32Array;
  /** `[V + 2]`, by item: the logarithm of the probability of one draw; the same array in every batch. */
  readonly logQ?: Float32Array;
}

/** The source of a training loop's batches. Batch k of epoch e does not depend on the calls before. */
export interface BatchSource {
  /** The number of batches, the same in every epoch. */
  readonly batchesPerEpoch: number;
  /**
   * The mean over batches of the sum of a batch's weights. Training divides each gradient by it, so that labels have
   * equal weight, although batches of short sequences have fewer labels than those of long ones. Default: each gradient
   * is divided by its own batch's weight, which is right if all batches come from one distribution.
   */
  readonly meanWeight?: number;
  /** The batches of one epoch (counted from 0) in order, from `startBatch` on, without making earlier ones. */
  epoch(epoch: number, startBatch?: number): Iterable<ModelBatch> | AsyncIterable<ModelBatch>;
}
