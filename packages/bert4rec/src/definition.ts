import {
  cloze,
  type ModelDefinition,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model/definition';

/** What BERT4Rec is, without its network. Its options are those of every transformer, with the shared defaults. */
export const bert4recDefinition: ModelDefinition<TransformerConfig> = {
  kind: 'bert4rec',
  title: 'BERT4Rec',
  options: transformerOptions,
  objective: cloze,
};
