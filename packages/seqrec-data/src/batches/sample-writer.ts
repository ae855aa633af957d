import type { ModelBatch } from './model-batch.js';

/** A window of one user's items, oldest first. */
interface Sample {
  readonly items: Int32Array;
  /** The sample's number, the same in every epoch. */
  readonly index: number;
  readonly epoch: number;
}

/** Writes samples into rows of batches. */
export interface SampleWriter {
  /** How many more items than slots a sample may have: 1 if the last item is only a label. */
  readonly extraItems: 0 | 1;
  /** A sample with fewer items has no label. */
  readonly minItems: number;
  /** Whether every slot is scored. Batches then have no positions. */
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
