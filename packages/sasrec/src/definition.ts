import {
  type ModelDefinition,
  nextItem,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model/definition';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';

/** The configuration of SASRec. */
export interface SasRecConfig extends TransformerConfig {
  /** The blocks: SASRec's own (the default), or those of LiGR, as in eSASRec. */
  readonly block?: 'sasrec' | 'ligr';
}

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
      schema: z.enum(['sasrec', 'ligr']),
      value: 'name',
      help: 'blocks: sasrec (the default), or ligr, with gates and SwiGLU (eSASRec)',
    },
  },
  objective: nextItem,
};
