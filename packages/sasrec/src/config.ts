import { type ItemLoss, isItemLoss, itemLossKinds } from '@org/attention';
import { optionReader } from '@org/sequence-model';
import { SasRecError } from './sasrec-error.js';

/** How large a model is, and where it starts. Every default is explained at {@link DEFAULTS}. */
export interface SasRecOptions {
  /** V, the number of items of the catalogue. */
  readonly itemCount: number;
  /** The longest sequence. */
  readonly maxLength?: number;
  /** D, the features of an item. Divisible by `heads`. */
  readonly hiddenSize?: number;
  /** L, the number of transformer blocks. */
  readonly layers?: number;
  /** H, the attention heads of each block. */
  readonly heads?: number;
  /** The features inside each feed-forward network. Default `hiddenSize`, as published. */
  readonly innerSize?: number;
  /** Dropout of the embeddings, and inside and after the feed-forward networks, in [0, 1). */
  readonly dropout?: number;
  /** Dropout of the attention probabilities, in [0, 1). Default `dropout`; the authors have one rate for all. */
  readonly attentionDropout?: number;
  /** What is learned: the full softmax, or a loss that needs batches with negatives. */
  readonly loss?: ItemLoss;
  /** The deviation of the truncated normal distribution that kernels and tables are drawn from. */
  readonly stddev?: number;
  /** A whole number; the same seed gives the same first weights. */
  readonly seed?: number;
}

/** A complete configuration: what `config.json` of an artifact holds, and enough to build the network again. */
export type SasRecConfig = Required<SasRecOptions>;

/**
 * The defaults, for MovieLens-1M those of Klenitskiy & Vasilev 2023, with which SASRec is strongest there
 * (https://arxiv.org/abs/2309.07602).
 */
export const DEFAULTS = {
  /** The paper's length for MovieLens; its 50 suits shops, whose histories are short. */
  maxLength: 200,
  /** The paper's 50 is where its gain ends; 64 is what later comparisons use, BERT4Rec's among them. */
  hiddenSize: 64,
  /** The paper's b. */
  layers: 2,
  /** The paper's: more heads did not help it with so few features. */
  heads: 1,
  /** The paper's 0.2 for MovieLens was chosen for one negative; the full softmax overfits less and does well with 0.1. */
  dropout: 0.1,
  /** With which SASRec is far stronger on MovieLens-1M than with the paper's one negative: see the README. */
  loss: { kind: 'softmax' },
  /** Of Klenitskiy & Vasilev, as in BERT; of the items the input sees sqrt(D) times as much. */
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
] as const satisfies readonly (keyof SasRecConfig)[];

const LOSS = `a loss, { kind } of ${itemLossKinds.join(', ')}, of gbce with t from 0 to 1`;

/** Fills in the defaults and checks every option. */
export function completeConfig(options: Readonly<Record<string, unknown>>): SasRecConfig {
  const read = optionReader(options, {
    model: 'SASRec',
    names: OPTIONS,
    error: (message, option) => new SasRecError('invalid-config', message, { option }),
  });
  const hiddenSize = read.count('hiddenSize', DEFAULTS.hiddenSize);
  const heads = read.count('heads', DEFAULTS.heads);
  if (hiddenSize % heads !== 0) {
    throw new SasRecError(
      'invalid-config',
      `hiddenSize is a multiple of heads, got ${hiddenSize} and ${heads}`,
      { option: 'heads' },
    );
  }
  const dropout = read.rate('dropout', DEFAULTS.dropout);
  return {
    itemCount: read.count('itemCount'),
    maxLength: read.count('maxLength', DEFAULTS.maxLength),
    hiddenSize,
    layers: read.count('layers', DEFAULTS.layers),
    heads,
    innerSize: read.count('innerSize', hiddenSize),
    dropout,
    attentionDropout: read.rate('attentionDropout', dropout),
    loss: read.value<ItemLoss>('loss', DEFAULTS.loss, LOSS, isItemLoss),
    stddev: read.positive('stddev', DEFAULTS.stddev),
    seed: read.whole('seed', DEFAULTS.seed),
  };
}
