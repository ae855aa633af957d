import {
  type ModelDefinition,
  nextItem,
  type TimeConfig,
  type TransformerConfig,
  timeOptions,
  transformerOptions,
} from '@org/sequence-model/definition';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';

/** The configuration of SASRec. */
export interface SasRecConfig extends TransformerConfig, Partial<TimeConfig> {
  /** The blocks: SASRec's own (the default), those of LiGR, as in eSASRec, or those of BSARec, with a filter. */
  readonly block?: 'sasrec' | 'ligr' | 'bsarec';
  /** The share of the filter beside attention, α in the publication of BSARec. Default 0.7. */
  readonly filterShare?: number;
  /** The lowest frequencies that pass the filter, 0 included. Default 3, which is c = 5 in the publication of BSARec. */
  readonly filterFrequencies?: number;
}

// Absent by default, so that the configurations of earlier models stay the same.
const { default: _, ...timeBuckets } = timeOptions.timeBuckets;
const { default: __, ...targetTime } = timeOptions.targetTime;
const { default: ___, ...timeUnit } = timeOptions.timeUnit;

/** SASRec without its network. */
export const sasrecDefinition: ModelDefinition<SasRecConfig> = {
  kind: 'sasrec',
  title: 'SASRec',
  options: {
    ...transformerOptions,
    // As published: with so few features, more heads did not help.
    heads: { ...transformerOptions.heads, default: 1 },
    // As published: the feed-forward networks are as wide as the item vectors.
    innerSize: { ...transformerOptions.innerSize, defaultOf: { option: 'hiddenSize', times: 1 } },
    // Absent by default, so that the configurations of earlier models stay the same.
    block: {
      schema: z.enum(['sasrec', 'ligr', 'bsarec']),
      value: 'name',
      help: 'blocks: sasrec (the default), ligr, with gates and SwiGLU (eSASRec), or bsarec, with a low-pass filter beside attention',
    },
    filterShare: {
      schema: z.number().gt(0).lt(1),
      value: 'share',
      help: 'share of the filter beside attention, with the block bsarec (default: 0.7)',
    },
    filterFrequencies: {
      schema: z.int().min(1),
      help: 'lowest frequencies that pass the filter, with the block bsarec (default: 3)',
    },
    timeBuckets,
    targetTime,
    timeUnit,
  },
  objective: nextItem,
};
