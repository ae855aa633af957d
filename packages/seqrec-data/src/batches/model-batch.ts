/**
 * One training batch, in the one layout that every objective fills. Arrays are row-major; sequences are left-padded,
 * so the newest item of a row stands in its last slot. A row that holds no sample is PAD with weights of 0.
 */
export interface ModelBatch {
  /** B, rows. */
  readonly rows: number;
  /** T, slots of a row. */
  readonly length: number;
  /** M, places per row for slots that are scored. */
  readonly targets: number;
  /** `[B, T]` what the model reads: item indices, MASK, PAD. */
  readonly ids: Int32Array;
  /** `[B, M]` the slots, 0..T-1, whose outputs are scored; 0 where a place is unused. */
  readonly positions: Int32Array;
  /** `[B, M]` the item to predict at each of them; PAD where unused. */
  readonly labels: Int32Array;
  /** `[B, M]` 1, or 0 where unused. */
  readonly weights: Float32Array;
  /** `[B, T]` the time of each slot's event, 0 at PAD. Present where `TrainingBatchesOptions.timestamps` says so. */
  readonly timestamps?: BigInt64Array;
  /** For losses that sample. */
  readonly negatives?: BatchNegatives;
}

/** Which labels stand against the same negatives: each has its own, or those of one sequence, or all of a batch. */
export type NegativesPer = 'label' | 'sequence' | 'batch';

/** Items that stand against a batch's labels. */
export interface BatchNegatives {
  /** What shares the same N. */
  readonly per: NegativesPer;
  /** `[B, M, N]`, N against each label, `[B, N]` against all of a sequence, `[N]` of the batch; PAD where unused. */
  readonly items: Int32Array;
  /** Shaped as `items`: how many times each counts in the loss, PAD never. Absent where items count once. */
  readonly weights?: Float32Array;
  /** `[V + 2]`, by item: the logarithm of the probability of one draw; the same array in every batch. */
  readonly logQ?: Float32Array;
}

/** Where a training loop takes its batches. Batch k of epoch e is the same however it is reached. */
export interface BatchSource {
  /** The same in every epoch. */
  readonly batchesPerEpoch: number;
  /**
   * The weights of a batch added up, on average over all batches: what training divides each batch's gradient by, so
   * that a target counts the same in a batch of short sequences, which has few, as in one of long sequences, which has
   * many. Default: each batch is divided by its own weight, as is right where batches are drawn alike.
   */
  readonly meanWeight?: number;
  /** The batches of one epoch (counted from 0) in order, from `startBatch` on; earlier ones are not made. */
  epoch(epoch: number, startBatch?: number): Iterable<ModelBatch> | AsyncIterable<ModelBatch>;
}
