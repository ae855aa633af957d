import { SeqrecDataError } from '../error.js';
import { type ClozeObjective, clozeWriter } from './cloze.js';
import type { ModelBatch } from './model-batch.js';
import { type NextItemObjective, nextItemWriter } from './next-item.js';

/** What a model is trained to predict. Plain JSON. */
export type Objective = ClozeObjective | NextItemObjective;

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

export function sampleWriter(objective: Objective, options: SampleWriterOptions): SampleWriter {
  switch (objective.kind) {
    case 'cloze':
      return clozeWriter(objective, options);
    case 'next-item':
      return nextItemWriter;
    default:
      objective satisfies never;
      throw new SeqrecDataError(
        'invalid-option',
        `there is no objective ${JSON.stringify((objective as { kind: unknown }).kind)}; choose cloze or next-item`,
      );
  }
}
