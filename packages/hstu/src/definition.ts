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

/** The configuration of HSTU. Its blocks have a gate in place of a feed-forward network. */
export interface HstuConfig extends Omit<TransformerConfig, 'innerSize'>, TimeConfig {
  /** Scores are cosines divided by this number. */
  readonly temperature: number;
}

const { innerSize: _, ...ownOptions } = transformerOptions;

/** HSTU without its network. */
export const hstuDefinition: ModelDefinition<HstuConfig> = {
  kind: 'hstu',
  title: 'HSTU',
  options: {
    ...ownOptions,
    // As published for MovieLens-1M and Amazon Books.
    dropout: { ...ownOptions.dropout, default: 0.2 },
    // As published for the small models.
    heads: { ...ownOptions.heads, default: 1 },
    attentionDropout: {
      schema: ownOptions.attentionDropout.schema,
      // As published.
      default: 0,
      value: 'rate',
      help: ownOptions.attentionDropout.help,
    },
    ...timeOptions,
    // As published: the last of them is longer than a life.
    timeBuckets: { ...timeOptions.timeBuckets, default: 128 },
    temperature: {
      schema: z.number().positive(),
      // As published.
      default: 0.05,
      value: 'x',
      help: 'divisor of the scores, which are cosines',
    },
  },
  objective: nextItem,
};
