import { type ItemLoss, isItemLoss, itemLossKinds } from '@org/attention';
import { optionReader } from '@org/sequence-model';
import { Bert4RecError } from './bert4rec-error.js';

/** How large a model is, and where it starts. Every default is explained at {@link DEFAULTS}. */
export interface Bert4RecOptions {
  /** V, the number of items of the catalogue. */
  readonly itemCount: number;
  /** The longest sequence, the mask of a query included. */
  readonly maxLength?: number;
  /** D, the features of an item. Divisible by `heads`. */
  readonly hiddenSize?: number;
  /** L, the number of transformer blocks. */
  readonly layers?: number;
  /** H, the attention heads of each block. */
  readonly heads?: number;
  /** The features inside each feed-forward network. Default four times `hiddenSize`. */
  readonly innerSize?: number;
  /** Dropout of the embeddings and of each sublayer's output, in [0, 1). */
  readonly dropout?: number;
  /** Dropout of the attention probabilities, in [0, 1). */
  readonly attentionDropout?: number;
  /** What is learned: the full softmax, or a loss that needs batches with negatives. */
  readonly loss?: ItemLoss;
  /** The deviation of the truncated normal distribution that kernels and tables are drawn from. */
  readonly stddev?: number;
  /** A whole number; the same seed gives the same first weights. */
  readonly seed?: number;
}

/** A complete configuration: what `config.json` of an artifact holds, and enough to build the network again. */
export type Bert4RecConfig = Required<Bert4RecOptions>;

/** The defaults, those of the authors' configuration for MovieLens-1M where they gave one. */
export const DEFAULTS = {
  /** The paper's length for MovieLens; its 50 suits shops, whose histories are short. */
  maxLength: 200,
  /** The paper goes up to 256 and finds little gain beyond 64 on sparse data. */
  hiddenSize: 64,
  /** The paper's L. */
  layers: 2,
  /** The paper's h: 32 features for each head. */
  heads: 2,
  /** The authors' value for MovieLens; they use 0.5 on the much sparser Beauty. */
  dropout: 0.2,
  attentionDropout: 0.2,
  /** The paper's. */
  loss: { kind: 'softmax' },
  /** BERT's, which the paper keeps. */
  stddev: 0.02,
  seed: 0,
} as const;

const OPTIONS = [
  'itemCount',
  'maxLength',
  'hiddenSize',
  'layers',
  'heads',
  'innerSize',
  'dropout',
  'attentionDropout',
  'loss',
  'stddev',
  'seed',
] as const satisfies readonly (keyof Bert4RecConfig)[];

const LOSS = `a loss, { kind } of ${itemLossKinds.join(', ')}, of gbce with t from 0 to 1`;

/** Fills in the defaults and checks every option. */
export function completeConfig(options: Readonly<Record<string, unknown>>): Bert4RecConfig {
  const read = optionReader(options, {
    model: 'BERT4Rec',
    names: OPTIONS,
    error: (message, option) => new Bert4RecError('invalid-config', message, { option }),
  });
  const hiddenSize = read.count('hiddenSize', DEFAULTS.hiddenSize);
  const heads = read.count('heads', DEFAULTS.heads);
  if (hiddenSize % heads !== 0) {
    throw new Bert4RecError(
      'invalid-config',
      `hiddenSize is a multiple of heads, got ${hiddenSize} and ${heads}`,
      { option: 'heads' },
    );
  }
  return {
    itemCount: read.count('itemCount'),
    maxLength: read.count('maxLength', DEFAULTS.maxLength),
    hiddenSize,
    layers: read.count('layers', DEFAULTS.layers),
    heads,
    innerSize: read.count('innerSize', 4 * hiddenSize),
    dropout: read.rate('dropout', DEFAULTS.dropout),
    attentionDropout: read.rate('attentionDropout', DEFAULTS.attentionDropout),
    loss: read.value<ItemLoss>('loss', DEFAULTS.loss, LOSS, isItemLoss),
    stddev: read.positive('stddev', DEFAULTS.stddev),
    seed: read.whole('seed', DEFAULTS.seed),
  };
}
