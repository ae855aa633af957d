import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import type { Activation } from '../activation.js';
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
import {
  type BaseLayerOptions,
  dropoutRate,
  type InitializerOptions,
  nonNegative,
  oneOf,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors, ofRank } from './layer-tensors.js';
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

/**
 * Where a block normalizes: after each residual sum (`post`, BERT), before each sublayer (`pre`, GPT-2), or as SASRec's
 * code does (`query`): before each sublayer, with residual sums that add the normalized values, and in attention only
 * the queries.
 */
export type NormPlacement = 'post' | 'pre' | 'query';

const NORM_PLACEMENTS: readonly NormPlacement[] = ['post', 'pre', 'query'];

export interface TransformerBlockOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of heads; divides the number of features. */
  readonly heads: number;
  /** The number of features inside the feed-forward network. */
  readonly innerSize: number;
  /** The activation of the feed-forward network. Default `gelu`. */
  readonly activation?: Activation;
  /** Default `post`. With the others, a stack of blocks needs a final normalization. */
  readonly norm?: NormPlacement;
  /**
   * Whether the output of each sublayer is multiplied by `sigmoid(x kernel + bias)`, of the block's or the sublayer's input x
   * before it is normalized (LiGR: Borisyuk et al. 2025, https://arxiv.org/abs/2502.03417). Needs `norm: 'pre'`. Default
   * false.
   */
  readonly gated?: boolean;
  /** Whether slot t attends only to the slots 0..t that the mask does not hide. Default false. */
  readonly causal?: boolean;
  /**
   * The buckets of a bias of attention by the time between query and key, which heads share, as in HSTU; the layer then
   * takes a mask and the buckets. Default 0: no such bias.
   */
  readonly timeBuckets?: number;
  /**
   * In [0, 1), the share of a filter in the first sublayer's output, beside attention's (BSARec: Shin et al. 2024,
   * https://arxiv.org/abs/2312.10325). The filter keeps low frequencies and learns a factor for the rest of each feature.
   * Needs `norm: 'post'` and `causal`. Default 0: no filter.
   */
  readonly filterShare?: number;
  /** The lowest frequencies that pass the filter, 0 included. Default 3. */
  readonly filterFrequencies?: number;
  /** The longest sequence, whose Fourier transform defines the frequencies; for the filter. */
  readonly filterLength?: number;
  /** Dropout of both sublayers' outputs, before the residual sum. Default 0. */
  readonly dropout?: number;
  /** Dropout of attention's output. Default `dropout`. */
  readonly attentionOutputDropout?: number;
  /** Dropout inside the feed-forward network, after its activation. Default 0. */
  readonly innerDropout?: number;
  /** Dropout of the attention probabilities. Default 0. */
  readonly attentionDropout?: number;
  /** Added to the variance when normalizing. Default 1e-12. */
  readonly epsilon?: number;
}

type DropoutOption = 'dropout' | 'attentionOutputDropout' | 'innerDropout' | 'attentionDropout';

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
 * gather after the block. With `timeBuckets` it is the fourth, after `buckets int32 [B, T, T]` of `TimeBuckets`. The slots still attend to all T, but queries, the output of attention and the feed-forward
 * network are computed for M slots instead of T. Use it for the last block of a stack, if nothing reads the other
 * slots.
 *
 * Its dropout sites are `<name>/attention`, `<name>/attention_output`, `<name>/feed_forward_inner`,
 * `<name>/feed_forward_output` and, with a filter, `<name>/filter_output`.
 *
 * Masking: the mask is an additive input tensor that broadcasts to `[B, H, T, T]` (see `paddingMask`), with positions
 * and with a filter to `[B, 1, 1, T]`, the same for every query; implicit Keras masks are ignored. Padded slots are computed like any
 * other, but other slots do not attend to them.
 */
export class TransformerBlock extends WeightedLayer {
  static readonly className: string = 'OrgTransformerBlock';
  readonly heads: number;
  readonly innerSize: number;
  readonly activation: Activation;
  readonly norm: NormPlacement;
  readonly gated: boolean;
  readonly causal: boolean;
  readonly timeBuckets: number;
  readonly filterShare: number;
  readonly filterFrequencies: number;
  readonly filterLength: number;
  readonly dropout: number;
  readonly attentionOutputDropout: number;
  readonly innerDropout: number;
  readonly attentionDropout: number;
  readonly epsilon: number;
  readonly #ownDropout: DropoutSource;
  #weights: BlockVariables | undefined;

  constructor(options: TransformerBlockOptions) {
    super(options);
    const { name } = this;
    this.heads = positiveInteger(name, 'heads', options.heads);
    this.innerSize = positiveInteger(name, 'innerSize', options.innerSize);
    this.activation = oneOf(
      name,
      'activation',
      ['gelu', 'relu', 'swiglu', 'none'],
      options.activation ?? 'gelu',
    );
    this.norm = oneOf(name, 'norm', NORM_PLACEMENTS, options.norm ?? 'post');
    this.gated = options.gated ?? false;
    if (this.gated && this.norm !== 'pre') {
      throw new AttentionError(
        'invalid-option',
        name,
        `gated needs the norm 'pre', got '${this.norm}'`,
      );
    }
    this.causal = options.causal ?? false;
    this.timeBuckets = nonNegative(name, 'timeBuckets', options.timeBuckets ?? 0);
    this.filterShare = dropoutRate(name, 'filterShare', options.filterShare ?? 0);
    this.filterFrequencies = positiveInteger(
      name,
      'filterFrequencies',
      options.filterFrequencies ?? 3,
    );
    this.filterLength = nonNegative(name, 'filterLength', options.filterLength ?? 0);
    this.#requireFilter();
    const rate = (option: DropoutOption, fallback = 0) =>
      dropoutRate(name, option, options[option] ?? fallback);
    this.dropout = rate('dropout');
    this.attentionOutputDropout = rate('attentionOutputDropout', this.dropout);
    this.innerDropout = rate('innerDropout');
    this.attentionDropout = rate('attentionDropout');
    this.epsilon = nonNegative(name, 'epsilon', options.epsilon ?? 1e-12);
    this.#ownDropout = seededDropout(this.seed);
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = this.#shapes(shapes);
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    const gate = (scope: string) => (this.gated ? this.addLinear(scope, size, size) : undefined);
    this.#weights = {
      attention: this.addAttention('attention/', size, this.heads),
      attentionNorm: this.addNorm('attention_norm/', size),
      feedForward: this.addFeedForward('feed_forward/', size, this.innerSize, this.activation),
      feedForwardNorm: this.addNorm('feed_forward_norm/', size),
      attentionGate: gate('attention_gate/'),
      feedForwardGate: gate('feed_forward_gate/'),
      timeBias:
        this.timeBuckets === 0 ? undefined : this.addRandomWeight('time_bias', [this.timeBuckets]),
      filter:
        this.filterShare === 0
          ? undefined
          : {
              // As published, of deviation 1.
              root: this.addRandomWeight('filter/root', [size], 1),
              norm: this.addNorm('filter_norm/', size),
            },
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
      const asked = positions && tf.cast(positions, 'int32');
      const ofAsked = (y: tf.Tensor) => (asked === undefined ? y : gatherPositions(y, asked));
      const masks = {
        mask: this.#masks(x, mask, asked),
        bias:
          weights.timeBias &&
          relativeTimeBias(weights.timeBias.read(), rest[1] as tf.Tensor, asked),
      };
      const attend = (queries: tf.Tensor, context: tf.Tensor) =>
        this.#attend(queries, context, masks, weights.attention, training);
      const feed = (y: tf.Tensor) => this.#feed(y, weights.feedForward, training);
      const attentionNorm = (y: tf.Tensor) => this.#normalize(y, weights.attentionNorm);
      const feedForwardNorm = (y: tf.Tensor) => this.#normalize(y, weights.feedForwardNorm);
      switch (this.norm) {
        case 'post': {
          const queries = ofAsked(x);
          const attended = attentionNorm(tf.add(queries, attend(queries, x)));
          const mixed =
            weights.filter === undefined
              ? attended
              : tf.add(
                  tf.mul(attended, 1 - this.filterShare),
                  tf.mul(
                    this.#filter(x, queries, mask, asked, weights.filter, training),
                    this.filterShare,
                  ),
                );
          return feedForwardNorm(tf.add(mixed, feed(mixed)));
        }
        case 'pre': {
          const normal = attentionNorm(x);
          const own = ofAsked(x);
          const attended = tf.add(
            own,
            gated(attend(ofAsked(normal), normal), own, weights.attentionGate),
          );
          const fed = feed(feedForwardNorm(attended));
          return tf.add(attended, gated(fed, attended, weights.feedForwardGate));
        }
        case 'query': {
          const queries = attentionNorm(ofAsked(x));
          const attended = feedForwardNorm(tf.add(queries, attend(queries, x)));
          return tf.add(attended, feed(attended));
        }
      }
    });
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
    const { filterFrequencies: frequencies, filterLength: length } = this;
    const low = causalLowPass(x, { frequencies, length, mask, positions });
    const filtered = tf.add(low, tf.mul(tf.square(root.read()), tf.sub(queries, low)));
    const dropped = this.#drop(filtered, 'filter_output', this.dropout, training);
    return this.#normalize(tf.add(queries, dropped), norm);
  }

  #requireFilter(): void {
    const { name, filterShare, filterFrequencies, filterLength } = this;
    if (filterShare === 0) return;
    const most = Math.floor(filterLength / 2) + 1;
    const problem =
      this.norm !== 'post' || !this.causal
        ? `a filter needs the norm 'post' and causal, got '${this.norm}' and ${this.causal}`
        : filterFrequencies > most
          ? `filterFrequencies is at most ${most} with the filterLength ${filterLength}, got ${filterFrequencies}`
          : undefined;
    if (problem !== undefined) throw new AttentionError('invalid-option', name, problem);
  }

  /** The least and the most inputs: with buckets, the mask and the buckets are needed. */
  get #inputCounts(): [number, number] {
    return this.timeBuckets === 0 ? [1, 3] : [3, 4];
  }

  /** The place of positions among the inputs after x. */
  get #positionsPlace(): number {
    return this.timeBuckets === 0 ? 1 : 2;
  }

  #shapes(shapes: Shape | Shape[]): [Shape, ...Shape[]] {
    return inputShapes(this.name, shapes, ...this.#inputCounts);
  }

  /** The masks of the queries, which are the slots `asked` or all slots. */
  #masks(
    x: tf.Tensor,
    mask: tf.Tensor | undefined,
    asked: tf.Tensor | undefined,
  ): tf.Tensor | undefined {
    const forAll = asked !== undefined || this.filterShare > 0;
    if (forAll && mask !== undefined && mask.shape[2] !== 1) {
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `with positions or a filter the mask is the same for every query, [B, 1, 1, T], got [${mask.shape}]`,
      );
    }
    const [, time = 1] = x.shape;
    return combinedMask(mask, this.causal ? causalMask(time, asked) : undefined);
  }

  #attend(
    queries: tf.Tensor,
    context: tf.Tensor,
    masks: Pick<AttentionOptions, 'mask' | 'bias'>,
    variables: AttentionVariables,
    training: boolean | undefined,
  ): tf.Tensor {
    const [batch = 1, asked = 1] = queries.shape;
    const [, time = 1] = context.shape;
    const attended = multiHeadAttention(queries, readAttention(variables), {
      heads: this.heads,
      context,
      ...masks,
      dropout: this.#mask(
        [batch, this.heads, asked, time],
        'attention',
        this.attentionDropout,
        training,
      ),
    });
    return this.#drop(attended, 'attention_output', this.attentionOutputDropout, training);
  }

  #feed(x: tf.Tensor, variables: FeedForwardVariables, training: boolean | undefined): tf.Tensor {
    const inner = this.#mask(
      [...x.shape.slice(0, -1), this.innerSize],
      'feed_forward_inner',
      this.innerDropout,
      training,
    );
    const fed = feedForward(x, readFeedForward(variables), this.activation, inner);
    return this.#drop(fed, 'feed_forward_output', this.dropout, training);
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
    return layerNorm(x, gamma.read(), beta.read(), this.epsilon);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      heads: this.heads,
      innerSize: this.innerSize,
      activation: this.activation,
      norm: this.norm,
      // Saved models without it have no gates.
      ...(this.gated && { gated: true }),
      causal: this.causal,
      ...(this.timeBuckets > 0 && { timeBuckets: this.timeBuckets }),
      ...(this.filterShare > 0 && {
        filterShare: this.filterShare,
        filterFrequencies: this.filterFrequencies,
        filterLength: this.filterLength,
      }),
      dropout: this.dropout,
      attentionOutputDropout: this.attentionOutputDropout,
      innerDropout: this.innerDropout,
      attentionDropout: this.attentionDropout,
      epsilon: this.epsilon,
    };
  }
}

/** A sublayer's output times the gate of its input; the output itself without a gate. */
function gated(output: tf.Tensor, x: tf.Tensor, gate: LinearVariables | undefined): tf.Tensor {
  return gate === undefined ? output : tf.mul(tf.sigmoid(linear(x, readLinear(gate))), output);
}

tf.serialization.registerClass(TransformerBlock);
