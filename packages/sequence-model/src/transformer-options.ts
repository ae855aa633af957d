import { itemLossSchema } from '@org/attention/losses';
// A namespace, of which bundlers keep what is used: `{ z }` brings all of zod, 455 KB, into a page.
import * as z from 'zod';
import type { GivenOptions, ModelConfig } from './model-definition.js';
import { ModelError } from './model-error.js';
import type { OptionDefinitions } from './option.js';

/** What the vectors of items are made of, with its help. */
export const itemEmbeddings = {
  id: 'learned for each item',
  text: 'projected from the vector of its text',
  'text-init': 'the vector of its text plus a short learned one',
  'text-add': 'learned plus projected from the vector of its text',
} as const;

export type ItemEmbeddingKind = keyof typeof itemEmbeddings;

export const itemEmbeddingKinds: readonly [ItemEmbeddingKind, ...ItemEmbeddingKind[]] = Object.keys(
  itemEmbeddings,
) as [ItemEmbeddingKind, ...ItemEmbeddingKind[]];

/** How the features of an item join the rest of its vector, with its help. */
export const itemFusions = {
  sum: 'added to it',
  concat: 'in columns of their own',
} as const;

export type ItemFusionKind = keyof typeof itemFusions;

export const itemFusionKinds: readonly [ItemFusionKind, ...ItemFusionKind[]] = Object.keys(
  itemFusions,
) as [ItemFusionKind, ...ItemFusionKind[]];

/** The sizes of the parts of an item's vector: of its features, and of the rest. */
export interface ItemVectorParts {
  readonly rest: number;
  /** 0 for a model whose items have no features. */
  readonly features: number;
}

/**
 * The sizes of the parts of an item's vector. With `sum` both have the whole size; with `concat` they share it.
 *
 * @throws ModelError `invalid-option` for settings of features without features, or a part that leaves none to the rest.
 */
export function itemVectorParts(
  config: Pick<TransformerConfig, 'hiddenSize' | 'itemFusion' | 'itemFeatureSize'>,
  hasFeatures: boolean,
): ItemVectorParts {
  const { hiddenSize, itemFusion = 'sum', itemFeatureSize } = config;
  const refused = (option: 'itemFusion' | 'itemFeatureSize', message: string) =>
    new ModelError('invalid-option', `${option} ${message}`, { option });
  if (!hasFeatures) {
    for (const option of ['itemFusion', 'itemFeatureSize'] as const) {
      if (config[option] !== undefined) {
        throw refused(option, 'is about the features of items, and this model has none');
      }
    }
    return { rest: hiddenSize, features: 0 };
  }
  if (itemFusion === 'sum') {
    if (itemFeatureSize === undefined) return { rest: hiddenSize, features: hiddenSize };
    throw refused('itemFeatureSize', "is about itemFusion 'concat': with 'sum' it is hiddenSize");
  }
  // A quarter: content says less of an item than who takes it.
  const features = itemFeatureSize ?? Math.ceil(hiddenSize / 4);
  if (features < hiddenSize) return { rest: hiddenSize - features, features };
  throw refused('itemFeatureSize', `must be less than hiddenSize, ${hiddenSize}, got ${features}`);
}

/**
 * The configuration of a transformer, from which its network can be built again; `config.json` of an artifact holds it.
 */
export interface TransformerConfig extends ModelConfig {
  /** D, the features of an item. */
  readonly hiddenSize: number;
  /** What the vectors of items are made of. Absent: `id`. */
  readonly itemEmbedding?: ItemEmbeddingKind | undefined;
  /** C, the size of the vectors of items that `setItemContent` gives; with every `itemEmbedding` but `id`. */
  readonly contentSize?: number | undefined;
  /** F, the columns of the features of items that `setItemContent` gives. Absent: items have no features. */
  readonly featureColumns?: number | undefined;
  /** How features join the rest of an item's vector. Absent: `sum`. */
  readonly itemFusion?: ItemFusionKind | undefined;
  /** The size of the part of features with `concat`, less than `hiddenSize`. Absent: a quarter of that. */
  readonly itemFeatureSize?: number | undefined;
  /** The number of transformer blocks. */
  readonly layers: number;
  /** H, the attention heads of each block. Divides `hiddenSize`. */
  readonly heads: number;
  /** The features inside each feed-forward network. */
  readonly innerSize: number;
  /** The dropout rate of embeddings and sublayers, in [0, 1). */
  readonly dropout: number;
  /** The dropout rate of attention probabilities, in [0, 1). */
  readonly attentionDropout: number;
  /** The standard deviation of the truncated normal distribution of the first kernels and tables. */
  readonly stddev: number;
  /** A whole number; the same seed gives the same first weights. */
  readonly seed: number;
}

/** The options of a transformer; all but `itemCount` have a default in {@link transformerOptions}. */
export type TransformerOptions = GivenOptions<TransformerConfig>;

const count = z.int().min(1);
const rate = z.number().min(0).lt(1);

/**
 * The options of every transformer, with their only defaults. A model with other defaults overrides them in its
 * definition: `{ ...transformerOptions, heads: { ...transformerOptions.heads, default: 1 } }`.
 */
export const transformerOptions: OptionDefinitions<TransformerConfig> = {
  itemCount: {
    schema: count,
    required: true,
    flag: false,
    help: 'number of items of the catalogue',
  },
  maxLength: {
    schema: z.int().min(2),
    // As published for shops and other short histories. For MovieLens-1M the publications use 200, which takes four
    // times as long.
    default: 50,
    help: 'longest sequence the model reads',
  },
  hiddenSize: {
    schema: count,
    // On sparse data, the BERT4Rec publication finds little gain beyond 64, the SASRec publication beyond 50.
    default: 64,
    help: 'size of an item’s vector',
  },
  itemEmbedding: {
    schema: z.enum(itemEmbeddingKinds),
    // Absent by default, so that configurations of earlier releases are unchanged.
    help: `an item’s vector (default: id): ${itemEmbeddingKinds.map((kind) => `${kind}: ${itemEmbeddings[kind]}`).join('; ')}`,
  },
  contentSize: {
    schema: count,
    flag: false,
    help: 'size of the vectors of items that text was encoded to',
  },
  featureColumns: {
    schema: count,
    flag: false,
    help: 'columns of the features of items',
  },
  itemFusion: {
    schema: z.enum(itemFusionKinds),
    help: `how the features of an item join the rest of its vector (default: sum): ${itemFusionKinds.map((kind) => `${kind}: ${itemFusions[kind]}`).join('; ')}`,
  },
  itemFeatureSize: {
    schema: count,
    help: 'size of the part of features, where they are in columns of their own (default: a quarter of the hidden size)',
  },
  layers: {
    schema: count,
    // As in both publications.
    default: 2,
    help: 'transformer blocks',
  },
  heads: {
    schema: count,
    // As in BERT4Rec: 32 features for each head.
    default: 2,
    divides: 'hiddenSize',
    help: 'attention heads; their number divides the hidden size',
  },
  innerSize: {
    schema: count,
    // As in BERT.
    defaultOf: { option: 'hiddenSize', times: 4 },
    help: 'size inside the feed-forward networks',
  },
  dropout: {
    schema: rate,
    // As in Klenitskiy & Vasilev (2023) for both models on MovieLens-1M. The publications use 0.2 there and 0.5 on
    // Beauty.
    default: 0.1,
    value: 'rate',
    help: 'dropout of embeddings and sublayers',
  },
  attentionDropout: {
    schema: rate,
    // The publications use one rate for both.
    defaultOf: { option: 'dropout', times: 1 },
    value: 'rate',
    help: 'dropout of attention probabilities',
  },
  loss: {
    schema: itemLossSchema,
    // The loss of BERT4Rec, and the best one for SASRec (Klenitskiy & Vasilev 2023).
    default: { kind: 'softmax' },
    flag: false,
    help: 'loss function',
  },
  stddev: {
    schema: z.number().positive(),
    // As in BERT and BERT4Rec.
    default: 0.02,
    value: 'x',
    flag: 'init-stddev',
    help: 'standard deviation of the first weights',
  },
  seed: {
    schema: z.int(),
    default: 0,
    flag: false,
    help: 'seed of the first weights',
  },
};
