import {
  Dropout,
  ItemEmbedding,
  Linear,
  PaddingMask,
  PositionEmbedding,
  TransformerBlock,
  withDropout,
  withoutDrawing,
} from '@org/attention';
import { PAD } from '@org/seqrec-data';
import { type BuildOptions, type LossOptions, layerSeeds } from '@org/sequence-model';
import { completeOptions } from '@org/sequence-model/definition';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type BstConfig, type BstOptions, type BstSizes, bstConfigOptions } from './definition.js';

/** The inputs of the network for B ratings; {@link BstFeatures} makes them. */
export interface BstInputs {
  /** int32 `[B, T]`: the items of the history, left-padded with PAD, and the target in the last slot. */
  readonly items: tf.Tensor;
  /** int32 `[B, T]`: the class of each rating, 0 at PAD and at the target. */
  readonly ratings: tf.Tensor;
  /** int32 `[B, T]`: the class of the time between each event and the target. */
  readonly gaps: tf.Tensor;
  /** int32 `[B, 1]`: T - 1, the slot of the target. */
  readonly positions: tf.Tensor;
  /** int32 `[B, 1]`: 1 + the user's row, 0 for an unknown user. */
  readonly users: tf.Tensor;
  /** int32 `[B, 1]`: the target. */
  readonly targets: tf.Tensor;
  /** int32 `[B, C]`: the class of each categorical feature, as a row of their common table. Absent if C is 0. */
  readonly classes?: tf.Tensor;
  /** float32 `[B, S]`: 1 for each class that the target has, such as a genre. Absent if S is 0. */
  readonly sets?: tf.Tensor;
  /** float32 `[B, N]`: continuous features. */
  readonly numbers: tf.Tensor;
  /** float32 `[B, P]`: the frozen vector of the target's text. Absent if P is 0. */
  readonly texts?: tf.Tensor;
}

/** A training batch as tensors. */
export interface BstBatch extends BstInputs {
  /** float32 `[B, 1]`: rating - mean rating of training; with the loss `log`, 1 if the user likes the item, else 0. */
  readonly labels: tf.Tensor;
  /** float32 `[B, 1]`: 0 for an empty row. */
  readonly weights: tf.Tensor;
}

/**
 * The Behavior Sequence Transformer as a functional model: the inputs of {@link BstInputs} in their order to how far the
 * rating is from the mean, `[B, 1]`.
 *
 * One transformer layer reads the history and, in the last slot, the target. Each slot is the sum of its item, its
 * rating, the time between it and the target, and its position. What the layer gives is concatenated with the embeddings
 * of user and target and their product, of the classes, the genres, the numbers and the text; three dense layers with ReLU
 * and an affine map follow. Numbers also reach the output directly, the wide part of Wide & Deep.
 *
 * Differences from the publication: it predicts a rating and not a click, reads ratings, has a position beside the time,
 * ReLU in place of LeakyReLU, and the product of user and target, which a matrix factorisation has too.
 *
 * @see Chen et al. 2019, https://arxiv.org/abs/1905.06874
 */
export function bstNetwork(config: BstConfig): tfl.LayersModel {
  const { hiddenSize, dropout, maxLength } = config;
  const { seeded, drawn } = layerSeeds(config);
  const whole = (name: string, columns: number) =>
    tfl.input({ name, shape: [columns], dtype: 'int32' });
  const real = (name: string, columns: number) =>
    columns === 0 ? undefined : tfl.input({ name, shape: [columns], dtype: 'float32' });

  const items = whole('items', maxLength); // [B, T]
  const ratings = whole('ratings', maxLength); // [B, T]
  const gaps = whole('gaps', maxLength); // [B, T]
  const positions = whole('positions', 1); // [B, 1]
  const users = whole('users', 1); // [B, 1]
  const targets = whole('targets', 1); // [B, 1]
  const classes = config.featureColumns === 0 ? undefined : whole('classes', config.featureColumns); // [B, C]
  const sets = real('sets', config.setClasses); // [B, S]
  const numbers = tfl.input({ name: 'numbers', shape: [config.numberCount], dtype: 'float32' }); // [B, N]
  const texts = real('texts', config.textSize); // [B, P]

  const embed = (name: string, rows: number, ids: tfl.SymbolicTensor, size = hiddenSize) =>
    new ItemEmbedding({ ...drawn(name), rows, size }).apply(ids)[0];
  const dropped = (name: string, x: tfl.SymbolicTensor) =>
    dropout === 0 ? x : new Dropout({ ...seeded(name), rate: dropout }).apply(x);
  const flat = (name: string, x: tfl.SymbolicTensor, size: number) =>
    tfl.layers.reshape({ name, targetShape: [size] }).apply(x) as tfl.SymbolicTensor;

  // The transformer layer over history and target.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(items); // [B, 1, 1, T]
  const slots = tfl.layers
    .add({ name: 'slots' })
    .apply([
      embed('item_embedding', config.itemCount + 1, items),
      embed('rating_embedding', config.ratingClasses, ratings),
      embed('gap_embedding', config.gapClasses, gaps),
    ]) as tfl.SymbolicTensor; // [B, T, D]
  const placed = new PositionEmbedding({ ...drawn('position_embedding'), maxLength }).apply(slots);
  const block = new TransformerBlock({
    ...drawn('block'),
    heads: config.heads,
    innerSize: config.innerSize,
    activation: config.activation,
    norm: 'post',
    dropout,
    epsilon: 1e-6,
  });
  const x = dropped('embedding_dropout', placed);
  const read =
    config.read === 'target'
      ? flat('read', block.apply([x, mask, positions]), hiddenSize) // [B, D]
      : flat('read', block.apply([x, mask]), maxLength * hiddenSize); // [B, T · D]

  // The other features.
  const user = flat('user', embed('user_embedding', config.userCount + 1, users), hiddenSize); // [B, D]
  const target = flat(
    'target',
    embed('target_embedding', config.itemCount + 1, targets),
    hiddenSize,
  ); // [B, D]
  const product = tfl.layers
    .multiply({ name: 'user_times_target' })
    .apply([user, target]) as tfl.SymbolicTensor; // [B, D]
  const { featureColumns, featureSize } = config;
  const features = [read, user, target, product];
  if (classes !== undefined) {
    const embedded = embed('feature_embedding', config.featureRows, classes, featureSize); // [B, C, E]
    features.push(flat('features', embedded, featureColumns * featureSize));
  }
  const affine = (name: string, units: number, from: tfl.SymbolicTensor, activation?: 'relu') =>
    new Linear({ ...drawn(name), units, activation: activation ?? 'none' }).apply(from);
  if (sets !== undefined) features.push(affine('set_embedding', featureSize, sets)); // [B, E]
  if (config.numbers !== 'bucketise') features.push(numbers);
  if (texts !== undefined) features.push(affine('text_projection', hiddenSize, texts)); // [B, D]

  // Three dense layers.
  let deep = tfl.layers.concatenate({ name: 'all_features' }).apply(features) as tfl.SymbolicTensor;
  for (const [layer, units] of config.dense.entries()) {
    deep = dropped(`dense_${layer}_dropout`, affine(`dense_${layer}`, units, deep, 'relu'));
  }
  const outputs = [affine('rating', 1, deep)]; // [B, 1]
  if (config.numbers !== 'bucketise') outputs.push(affine('wide', 1, numbers));
  const rating =
    outputs.length === 1
      ? outputs[0]
      : (tfl.layers.add({ name: 'deep_and_wide' }).apply(outputs) as tfl.SymbolicTensor);

  const inputs = [items, ratings, gaps, positions, users, targets, classes, sets, numbers, texts];
  return tfl.model({
    name: 'bst',
    inputs: inputs.filter((input) => input !== undefined),
    outputs: rating as tfl.SymbolicTensor,
  });
}

/** The names of the inputs, in the order of the network. */
function inputNames(
  config: Pick<BstConfig, 'featureColumns' | 'setClasses' | 'textSize'>,
): readonly (keyof BstInputs)[] {
  return [
    'items',
    'ratings',
    'gaps',
    'positions',
    'users',
    'targets',
    ...(config.featureColumns > 0 ? (['classes'] as const) : []),
    ...(config.setClasses > 0 ? (['sets'] as const) : []),
    'numbers',
    ...(config.textSize > 0 ? (['texts'] as const) : []),
  ];
}

/** A Behavior Sequence Transformer that predicts ratings; `@org/training` trains it. */
export class Bst {
  readonly kind = 'bst';
  readonly config: BstConfig;
  readonly network: tfl.LayersModel;

  /**
   * With first weights drawn from its seed.
   *
   * @throws ModelError `invalid-option` of `@org/sequence-model`, naming the option.
   */
  constructor(options: Partial<BstOptions> & BstSizes, { draw = true }: BuildOptions = {}) {
    this.config = completeOptions<BstConfig>(
      { title: 'BST', options: bstConfigOptions },
      { ...options },
    );
    this.network = draw ? bstNetwork(this.config) : withoutDrawing(() => bstNetwork(this.config));
  }

  /** A model from an untyped configuration, such as an artifact's `config.json`. */
  static fromConfig(config: Readonly<Record<string, unknown>>, options: BuildOptions = {}): Bst {
    return new Bst(config as unknown as BstConfig, options);
  }

  /** V. */
  get itemCount(): number {
    return this.config.itemCount;
  }

  /** How far the ratings are from the mean, or the logits of likes if the loss is `log`, `[B, 1]`, without dropout. */
  score(inputs: BstInputs): tf.Tensor {
    return this.#apply(inputs, false);
  }

  /** The weighted sum of the losses of the rows. Rows of weight 0 add nothing. */
  loss({ labels, weights, ...inputs }: BstBatch, { dropout }: LossOptions = {}): tf.Scalar {
    return tf.tidy(() => {
      const run = () => this.#apply(inputs, dropout !== undefined);
      const scores = dropout === undefined ? run() : withDropout(dropout, run);
      return tf.sum(tf.mul(lossOf(this.config.loss, scores, labels), weights)) as tf.Scalar;
    });
  }

  /** Frees the weights. The model cannot be used afterwards. */
  dispose(): void {
    this.network.dispose();
  }

  #apply(inputs: BstInputs, training: boolean): tf.Tensor {
    const tensors = inputNames(this.config).map((name) => inputs[name] as tf.Tensor);
    return this.network.apply(tensors, { training }) as tf.Tensor;
  }
}

/** The loss of each row, `[B, 1]`. */
function lossOf(loss: BstOptions['loss'], scores: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  switch (loss) {
    case 'mse':
      return tf.square(tf.sub(scores, labels));
    case 'l1':
      return tf.abs(tf.sub(scores, labels));
    case 'log':
      // log(1 + eˢ) - label · s is the cross-entropy with a sigmoid.
      return tf.sub(tf.softplus(scores), tf.mul(labels, scores));
  }
}
