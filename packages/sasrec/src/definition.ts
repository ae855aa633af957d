import {
  type ModelDefinition,
  nextItem,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model/definition';

/** SASRec without its network. */
export const sasrecDefinition: ModelDefinition<TransformerConfig> = {
  kind: 'sasrec',
  title: 'SASRec',
  options: {
    ...transformerOptions,
    // As published: with so few features, more heads did not help.
    heads: { ...transformerOptions.heads, default: 1 },
    // As published: the feed-forward networks are as wide as the item vectors.
    innerSize: { ...transformerOptions.innerSize, defaultOf: { option: 'hiddenSize', times: 1 } },
  },
  objective: nextItem,
};
