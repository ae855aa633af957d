import {
  cloze,
  type ModelDefinition,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model/definition';

/** BERT4Rec without its network. It has the options of every transformer, with the shared defaults. */
export const bert4recDefinition: ModelDefinition<TransformerConfig> = {
  kind: 'bert4rec',
  title: 'BERT4Rec',
  options: transformerOptions,
  objective: cloze,
};
