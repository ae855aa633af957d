import { SeqrecDataError } from '../error.js';
import { type ClozeObjective, clozeWriter } from './cloze.js';
import type { ModelBatch } from './model-batch.js';
import { type NextItemObjective, nextItemWriter } from './next-item.js';

/** What a model is trained to predict. Plain JSON. */
export type Objective = ClozeObjective | NextItemObjective;

/** A stretch of one user's items, oldest first, and where it stands in the epoch. */
interface Sample {
  readonly items: Int32Array;
  /** The sample's number, the same in every epoch. */
  readonly index: number;
  readonly epoch: number;
}

/** Turns samples into rows of batches. */
export interface SampleWriter {
  /** Items a sample may have beyond the slots of its row: 1 where the last item is a label only. */
  readonly extraItems: 0 | 1;
  /** Fewer items than this give nothing to learn from. */
  readonly minItems: number;
  /** M for rows of `length` slots. */
  targets(length: number): number;
  /** Of the places of a sample of so many items, those in use, on average over epochs. */
  meanTargets(items: number): number;
  /** Fills one row of a batch that is all zeros. */
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
        `no objective is called ${JSON.stringify((objective as { kind: unknown }).kind)}; there are cloze and next-item`,
      );
  }
}
