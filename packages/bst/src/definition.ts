/** The entry `@org/bst/definition`: the options of the model, without TensorFlow.js. */
import type { OptionDefinitions } from '@org/sequence-model/definition';
import { z } from 'zod';

export { DEFAULT_CANDIDATES, MOST_CANDIDATES } from './candidate-count.js';

/** How the network reads numbers: beside the embeddings (Wide & Deep), as classes by size, or both. */
export type NumberInput = 'concatenate' | 'bucketise' | 'both';

/** The options of a Behavior Sequence Transformer that people choose. */
export interface BstOptions {
  /** T, the slots of a row: the history and the target, which is last. */
  readonly maxLength: number;
  /** D, the size of the embeddings of items, users, ratings and gaps. */
  readonly hiddenSize: number;
  readonly heads: number;
  /** The features inside the feed-forward network of the transformer layer. */
  readonly innerSize: number;
  readonly activation: 'relu' | 'gelu';
  /** What the dense layers read of the transformer layer: every slot, or the slot of the target. */
  readonly read: 'all' | 'target';
  /** The size of the embedding of each class of a feature. */
  readonly featureSize: number;
  readonly numbers: NumberInput;
  /** The units of the three dense layers. */
  readonly dense: readonly number[];
  readonly dropout: number;
  readonly loss: 'mse' | 'l1' | 'log';
  /** With the loss `log`: the rating from which a user likes an item. */
  readonly likedFrom: number;
  readonly seed: number;
  /** The standard deviation of first weights. */
  readonly stddev: number;
}

/** What the data decides. */
export interface BstSizes {
  /** V. */
  readonly itemCount: number;
  readonly userCount: number;
  /** The classes of ratings, 0 for no rating included. */
  readonly ratingClasses: number;
  /** The classes of the time between an event and the target. */
  readonly gapClasses: number;
  /** C, the columns of categorical features, and the rows of their common table. */
  readonly featureColumns: number;
  readonly featureRows: number;
  /** The classes of which an item can have several, such as genres; 0 for none. */
  readonly setClasses: number;
  /** N, the number of continuous features. */
  readonly numberCount: number;
  /** P, the size of the frozen vector of an item's text; 0 for none. */
  readonly textSize: number;
}

/** The whole configuration, from which the same network is built again. */
export interface BstConfig extends BstOptions, BstSizes {}

const count = z.int().min(1);

/** Every option, with its only default. */
export const bstOptions: OptionDefinitions<BstOptions> = {
  maxLength: {
    schema: z.int().min(2),
    // Longer histories help the last ratings of users more than the 8 of the publication.
    default: 32,
    help: 'slots of a row: the history and the item that is rated',
  },
  hiddenSize: { schema: count, default: 32, help: 'size of the embeddings' },
  heads: { schema: count, default: 4, divides: 'hiddenSize', help: 'attention heads' },
  innerSize: { schema: count, default: 64, help: 'features inside the feed-forward network' },
  activation: {
    schema: z.enum(['relu', 'gelu']),
    default: 'relu',
    help: 'activation of the feed-forward network',
  },
  read: {
    schema: z.enum(['all', 'target']),
    default: 'target',
    help: 'what the dense layers read of the transformer layer: all slots as published, or the slot of the target, which is faster',
  },
  featureSize: { schema: count, default: 8, help: 'size of the embedding of a class' },
  numbers: {
    schema: z.enum(['concatenate', 'bucketise', 'both']),
    default: 'both',
    help: 'how numbers are read: concatenated to the embeddings, as classes by size, or both',
  },
  dense: {
    schema: z.array(count).length(3),
    default: [256, 128, 64],
    flag: false,
    help: 'units of the three dense layers',
  },
  dropout: {
    schema: z.number().min(0).lt(1),
    default: 0.2,
    value: 'rate',
    help: 'dropout rate of embeddings, attention and dense layers',
  },
  loss: {
    schema: z.enum(['mse', 'l1', 'log']),
    default: 'mse',
    help: 'what training minimises: the squared error, the absolute error, or the log loss of whether the user likes the item',
  },
  likedFrom: {
    schema: z.number(),
    default: 4,
    value: 'rating',
    help: 'with the loss log, the rating from which a user likes an item',
  },
  seed: { schema: z.int().min(0), default: 42, flag: false, help: 'seed of the first weights' },
  stddev: {
    schema: z.number().min(0),
    default: 0.05,
    flag: false,
    help: 'standard deviation of first weights',
  },
};

const size = (help: string) => ({
  schema: z.int().min(0),
  required: true as const,
  flag: false as const,
  help,
});

/** The definition of the whole configuration. */
export const bstConfigOptions: OptionDefinitions<BstConfig> = {
  ...bstOptions,
  itemCount: size('number of items'),
  userCount: size('number of users'),
  ratingClasses: size('number of classes of ratings'),
  gapClasses: size('number of classes of gaps'),
  featureColumns: size('number of categorical features'),
  featureRows: size('number of classes of all categorical features'),
  setClasses: size('number of classes of which an item has several'),
  numberCount: size('number of continuous features'),
  textSize: size('size of text vectors'),
};
