import {
  type ModelDefinition,
  nextItem,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model/definition';

/** What SASRec is, without its network. */
export const sasrecDefinition: ModelDefinition<TransformerConfig> = {
  kind: 'sasrec',
  title: 'SASRec',
  options: {
    ...transformerOptions,
    // The publication's: more heads did not help it with so few features.
    heads: { ...transformerOptions.heads, default: 1 },
    // The publication's: the feed-forward networks are as wide as the items' vectors.
    innerSize: { ...transformerOptions.innerSize, defaultOf: { option: 'hiddenSize', times: 1 } },
  },
  objective: nextItem,
};
