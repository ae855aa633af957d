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
  /** For losses that sample. */
  readonly negatives?: BatchNegatives;
}

/** Items that stand against a batch's labels. */
export interface BatchNegatives {
  /** Whether all labels have the same. */
  readonly shared: boolean;
  /** `[B, M, N]`, N against each label, or `[N]` where they are shared; PAD where unused. */
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
  /** The batches of one epoch (counted from 0) in order, from `startBatch` on; earlier ones are not made. */
  epoch(epoch: number, startBatch?: number): Iterable<ModelBatch> | AsyncIterable<ModelBatch>;
}
