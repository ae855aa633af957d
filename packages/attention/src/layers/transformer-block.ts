import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { causalMask, combinedMask } from '../attention-mask.js';
import { type DropoutMask, dropout } from '../dropout.js';
import { dropoutMask, seededDropout } from '../dropout-scope.js';
import { feedForward } from '../feed-forward.js';
import { gatherPositions } from '../gather-positions.js';
import { layerNorm } from '../layer-norm.js';
import { linear } from '../linear.js';
import { causalLowPass } from '../low-pass-filter.js';
import { multiHeadAttention } from '../multi-head-attention.js';
import { relativeTimeBias } from '../relative-bias.js';
import type { AttentionOptions } from '../scaled-dot-product-attention.js';
import { featureSize, inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import {
  blockConfig,
  blockSettings,
  type TransformerBlockOptions,
  type TransformerBlockSettings,
} from './transformer-block-options.js';
import type { LayerCallOptions } from './typed-layer.js';
import {
  type AttentionVariables,
  built,
  type FeedForwardVariables,
  type LinearVariables,
  type NormVariables,
  readAttention,
  readFeedForward,
  readLinear,
  WeightedLayer,
} from './weighted-layer.js';

interface BlockVariables {
  readonly attentionGate: LinearVariables | undefined;
  readonly feedForwardGate: LinearVariables | undefined;
  readonly attention: AttentionVariables;
  readonly attentionNorm: NormVariables;
  readonly feedForward: FeedForwardVariables;
  readonly feedForwardNorm: NormVariables;
  readonly timeBias: LayerVariable | undefined;
  readonly filter: FilterVariables | undefined;
}

interface FilterVariables {
  /** `[D]`, the root of the factor of the high frequencies. */
  readonly root: LayerVariable;
  readonly norm: NormVariables;
}

/**
 * One block of a transformer: self-attention, then a feed-forward network, each with dropout, a residual sum and
 * layer normalization. Inputs `x [B, T, D]` or `[x, mask]`; output `[B, T, D]`.
 *
 * A third input, `positions int32 [B, M]`, computes only those slots: the output `[B, M, D]` has the same numbers as a
 * gather after the block. The slots still attend to all T, but queries, the output of attention and the feed-forward network
 * are computed for M slots instead of T. Use it for the last block of a stack, if nothing reads the other slots.
 *
 * With `timeBuckets`, the third input is `buckets int32 [B, T, T]` of `TimeBuckets`, and positions are the fourth.
 *
 * Its dropout sites are `<name>/attention`, `<name>/attention_output`, `<name>/feed_forward_inner`,
 * `<name>/feed_forward_output` and, with a filter, `<name>/filter_output`.
 *
 * Masking: the mask is an additive input tensor that broadcasts to `[B, H, T, T]` (see `paddingMask`), with
 * positions and with a filter to `[B, 1, 1, T]`, the same for every query; implicit Keras masks are ignored. Padded slots
 * are computed like any other, but other slots do not attend to them.
 */
export class TransformerBlock extends WeightedLayer {
  static readonly className: string = 'OrgTransformerBlock';
  readonly settings: TransformerBlockSettings;
  readonly #ownDropout: DropoutSource;
  #weights: BlockVariables | undefined;

  constructor(options: TransformerBlockOptions) {
    super(options);
    this.settings = blockSettings(this.name, options);
    this.#ownDropout = seededDropout(this.seed);
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = this.#shapes(shapes);
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    const { heads, innerSize, activation, gated, timeBuckets, filterShare } = this.settings;
    const gate = (scope: string) => (gated ? this.addLinear(scope, size, size) : undefined);
    this.#weights = {
      attention: this.addAttention('attention/', size, heads),
      attentionNorm: this.addNorm('attention_norm/', size),
      feedForward: this.addFeedForward('feed_forward/', size, innerSize, activation),
      feedForwardNorm: this.addNorm('feed_forward_norm/', size),
      attentionGate: gate('attention_gate/'),
      feedForwardGate: gate('feed_forward_gate/'),
      timeBias: timeBuckets > 0 ? this.addRandomWeight('time_bias', [timeBuckets]) : undefined,
      filter: filterShare > 0 ? this.#addFilter(size) : undefined,
    };
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [x, ...rest] = this.#shapes(shapes);
    const positions = rest[this.#positionsPlace];
    if (positions === undefined) return [...x];
    const [batch = null, , size = null] = x;
    const [, count = null] = ofRank(this.name, 'positions', positions, 2);
    return [batch, count, size];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: LayerCallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [least, most] = this.#inputCounts;
      const [x, ...rest] = inputTensors(this.name, inputs, least, most);
      const [mask] = rest;
      const positions = rest[this.#positionsPlace];
      const weights = built(this.name, this.#weights);
      const slots = positions && tf.cast(positions, 'int32');
      const atSlots = (y: tf.Tensor) => (slots === undefined ? y : gatherPositions(y, slots));
      const masks = {
        mask: this.#masks(x, mask, slots),
        bias:
          weights.timeBias &&
          relativeTimeBias(weights.timeBias.read(), rest[1] as tf.Tensor, slots),
      };
      const attend = (queries: tf.Tensor, context: tf.Tensor) =>
        this.#attend(queries, context, masks, weights.attention, training);
      const feed = (y: tf.Tensor) => this.#feed(y, weights.feedForward, training);
      const attentionNorm = (y: tf.Tensor) => this.#normalize(y, weights.attentionNorm);
      const feedForwardNorm = (y: tf.Tensor) => this.#normalize(y, weights.feedForwardNorm);
      switch (this.settings.norm) {
        case 'post': {
          const queries = atSlots(x);
          const attended = attentionNorm(tf.add(queries, attend(queries, x)));
          const mixed =
            weights.filter === undefined
              ? attended
              : mixture(
                  attended,
                  this.#filter(x, queries, mask, slots, weights.filter, training),
                  this.settings.filterShare,
                );
          return feedForwardNorm(tf.add(mixed, feed(mixed)));
        }
        case 'pre': {
          const normal = attentionNorm(x);
          const own = atSlots(x);
          const attended = tf.add(
            own,
            gated(attend(atSlots(normal), normal), own, weights.attentionGate),
          );
          const fed = feed(feedForwardNorm(attended));
          return tf.add(attended, gated(fed, attended, weights.feedForwardGate));
        }
        case 'query': {
          const queries = attentionNorm(atSlots(x));
          const attended = feedForwardNorm(tf.add(queries, attend(queries, x)));
          return tf.add(attended, feed(attended));
        }
      }
    });
  }

  #addFilter(size: number): FilterVariables {
    return {
      // As published, of deviation 1.
      root: this.addRandomWeight('filter/root', [size], 1),
      norm: this.addNorm('filter_norm/', size),
    };
  }

  /** `norm(queries + dropout(low + root² · (queries - low)))` for the low frequencies of x. */
  #filter(
    x: tf.Tensor,
    queries: tf.Tensor,
    mask: tf.Tensor | undefined,
    positions: tf.Tensor | undefined,
    { root, norm }: FilterVariables,
    training: boolean | undefined,
  ): tf.Tensor {
    const { filterFrequencies: frequencies, filterLength: length, dropout } = this.settings;
    const low = causalLowPass(x, { frequencies, length, mask, positions });
    const filtered = tf.add(low, tf.mul(tf.square(root.read()), tf.sub(queries, low)));
    const dropped = this.#drop(filtered, 'filter_output', dropout, training);
    return this.#normalize(tf.add(queries, dropped), norm);
  }

  /** The least and the most inputs: with buckets, the mask and the buckets are needed. */
  get #inputCounts(): [number, number] {
    return this.settings.timeBuckets === 0 ? [1, 3] : [3, 4];
  }

  /** The place of positions among the inputs after x. */
  get #positionsPlace(): number {
    return this.settings.timeBuckets === 0 ? 1 : 2;
  }

  #shapes(shapes: Shape | Shape[]): [Shape, ...Shape[]] {
    return inputShapes(this.name, shapes, ...this.#inputCounts);
  }

  /** The masks of the queries, which are these slots or all. */
  #masks(
    x: tf.Tensor,
    mask: tf.Tensor | undefined,
    slots: tf.Tensor | undefined,
  ): tf.Tensor | undefined {
    const forAll = slots !== undefined || this.settings.filterShare > 0;
    if (forAll && mask !== undefined && mask.shape[2] !== 1) {
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `with positions or a filter the mask is the same for every query, [B, 1, 1, T], got [${mask.shape}]`,
      );
    }
    const [, time = 1] = x.shape;
    return combinedMask(mask, this.settings.causal ? causalMask(time, slots) : undefined);
  }

  #attend(
    queries: tf.Tensor,
    context: tf.Tensor,
    masks: Pick<AttentionOptions, 'mask' | 'bias'>,
    variables: AttentionVariables,
    training: boolean | undefined,
  ): tf.Tensor {
    const [batch = 1, count = 1] = queries.shape;
    const [, time = 1] = context.shape;
    const { heads, attentionDropout, attentionOutputDropout } = this.settings;
    const shape = [batch, heads, count, time];
    const attended = multiHeadAttention(queries, readAttention(variables), {
      ...{ heads, context, ...masks },
      dropout: this.#mask(shape, 'attention', attentionDropout, training),
    });
    return this.#drop(attended, 'attention_output', attentionOutputDropout, training);
  }

  #feed(x: tf.Tensor, variables: FeedForwardVariables, training: boolean | undefined): tf.Tensor {
    const { innerSize, activation, innerDropout, dropout } = this.settings;
    const shape = [...x.shape.slice(0, -1), innerSize];
    const inner = this.#mask(shape, 'feed_forward_inner', innerDropout, training);
    const fed = feedForward(x, readFeedForward(variables), activation, inner);
    return this.#drop(fed, 'feed_forward_output', dropout, training);
  }

  #drop(x: tf.Tensor, place: string, rate: number, training: boolean | undefined): tf.Tensor {
    const mask = this.#mask(x.shape, place, rate, training);
    return mask === undefined ? x : dropout(x, mask);
  }

  #mask(
    shape: readonly number[],
    place: string,
    rate: number,
    training: boolean | undefined,
  ): DropoutMask | undefined {
    const site = `${this.name}/${place}`;
    return dropoutMask(shape, { site, rate, training, fallback: this.#ownDropout });
  }

  #normalize(x: tf.Tensor, { gamma, beta }: NormVariables): tf.Tensor {
    return layerNorm(x, gamma.read(), beta.read(), this.settings.epsilon);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...blockConfig(this.settings) };
  }
}

/** `(1 - share) attended + share filtered`. */
function mixture(attended: tf.Tensor, filtered: tf.Tensor, share: number): tf.Tensor {
  return tf.add(tf.mul(attended, 1 - share), tf.mul(filtered, share));
}

/** A sublayer's output times the gate of its input; the output itself without a gate. */
function gated(output: tf.Tensor, x: tf.Tensor, gate: LinearVariables | undefined): tf.Tensor {
  return gate === undefined ? output : tf.mul(tf.sigmoid(linear(x, readLinear(gate))), output);
}

tf.serialization.registerClass(TransformerBlock);
