import type { ModelBatch } from './model-batch.js';

/** A window of one user's items, oldest first. */
interface Sample {
  readonly items: Int32Array;
  /** The sample's number, the same in every epoch. */
  readonly index: number;
  readonly epoch: number;
}

/** Turns samples into rows of batches. */
export interface SampleWriter {
  /** How many more items a sample may have than its row has slots: 1 where the last item is only a label. */
  readonly extraItems: 0 | 1;
  /** A sample with fewer items teaches nothing. */
  readonly minItems: number;
  /** Whether every slot is scored: batches then have no positions, and prediction slot m is slot m. */
  readonly everySlot: boolean;
  /** M for rows of `length` slots. */
  targets(length: number): number;
  /** The expected number of labels of a sample with `items` items. */
  meanTargets(items: number): number;
  /** Fills one row of a batch that is all zeros. The batch has positions unless `everySlot`. */
  write(batch: ModelBatch, row: number, sample: Sample): void;
}

export interface SampleWriterOptions {
  /** V. */
  readonly itemCount: number;
  readonly seed: number;
}
