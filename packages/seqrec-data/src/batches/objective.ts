import { SeqrecDataError } from '../error.js';
import { type ClozeObjective, clozeWriter } from './cloze.js';
import { type NextItemObjective, nextItemWriter } from './next-item.js';
import type { SampleWriter, SampleWriterOptions } from './sample-writer.js';

/** What a model learns to predict. Plain JSON. */
export type Objective = ClozeObjective | NextItemObjective;

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
