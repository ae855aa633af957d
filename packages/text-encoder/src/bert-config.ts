import { z } from 'zod';
import { TextEncoderError } from './error.js';

const configSchema = z.object({
  model_type: z.string().optional(),
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  layer_norm_eps: z.number().nonnegative().default(1e-12),
  hidden_act: z.string().default('gelu'),
  position_embedding_type: z.string().nullish(),
  is_decoder: z.boolean().default(false),
});

/** The sizes of a BERT model. */
export interface BertConfig {
  readonly vocabulary: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly innerSize: number;
  /** The number of positions, which is the longest row of tokens. */
  readonly positions: number;
  readonly epsilon: number;
  readonly activation: 'gelu' | 'relu';
}

/** The activations of Hugging Face that `@org/attention` has too. */
const ACTIVATIONS: Readonly<Record<string, 'gelu' | 'relu'>> = { gelu: 'gelu', relu: 'relu' };

/**
 * Reads the `config.json` of a BERT model.
 *
 * @param file Its name in errors.
 * @throws TextEncoderError `unsupported-model` for a model other than BERT, `bad-model` for missing fields.
 */
export function parseBertConfig(json: unknown, file: string): BertConfig {
  const { data, error } = configSchema.safeParse(json);
  if (error !== undefined) {
    throw new TextEncoderError(
      'bad-model',
      `${file} does not describe a BERT model: ${z.prettifyError(error)}`,
      { file, cause: error },
    );
  }
  const unsupported = (field: string, found: unknown, expected: string): TextEncoderError =>
    new TextEncoderError(
      'unsupported-model',
      `${file}: ${field} is ${JSON.stringify(found)}, and only ${expected} can be run`,
      { file },
    );
  const activation = ACTIVATIONS[data.hidden_act];
  if (data.model_type !== undefined && data.model_type !== 'bert') {
    throw unsupported('model_type', data.model_type, '"bert" and "model2vec"');
  }
  if (activation === undefined) {
    throw unsupported('hidden_act', data.hidden_act, Object.keys(ACTIVATIONS).join(' or '));
  }
  if ((data.position_embedding_type ?? 'absolute') !== 'absolute') {
    throw unsupported('position_embedding_type', data.position_embedding_type, '"absolute"');
  }
  if (data.is_decoder) throw unsupported('is_decoder', true, 'false');
  if (data.hidden_size % data.num_attention_heads !== 0) {
    throw new TextEncoderError(
      'bad-model',
      `${file}: ${data.num_attention_heads} attention heads do not divide the hidden size ${data.hidden_size}`,
      { file },
    );
  }
  return {
    vocabulary: data.vocab_size,
    hiddenSize: data.hidden_size,
    layers: data.num_hidden_layers,
    heads: data.num_attention_heads,
    innerSize: data.intermediate_size,
    positions: data.max_position_embeddings,
    epsilon: data.layer_norm_eps,
    activation,
  };
}
