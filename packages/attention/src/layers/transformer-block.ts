import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { Activation } from '../activation.js';
import { AttentionError } from '../attention-error.js';
import { causalMask, combinedMask } from '../attention-mask.js';
import { dropout } from '../dropout.js';
import { type DropoutSource, dropoutMask, seededDropout } from '../dropout-scope.js';
import { feedForward } from '../feed-forward.js';
import { gatherPositions } from '../gather-positions.js';
import { layerNorm } from '../layer-norm.js';
import { multiHeadAttention } from '../multi-head-attention.js';
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
  type NormVariables,
  readAttention,
  readFeedForward,
  WeightedLayer,
} from './weighted-layer.js';

/** Where a block normalizes: after each residual sum (`post`, BERT), or before each sublayer (`pre`, GPT-2). */
export type NormPlacement = 'post' | 'pre';

export interface TransformerBlockOptions extends BaseLayerOptions, InitializerOptions {
  /** How many heads share the features; divides their number. */
  readonly heads: number;
  /** The number of features inside the feed-forward network. */
  readonly innerSize: number;
  /** Of the feed-forward network. Default `gelu`. */
  readonly activation?: Activation;
  /** Default `post`. A stack of `pre` blocks needs a normalization of its own at the end. */
  readonly norm?: NormPlacement;
  /** Whether slot t sees only the slots 0..t, on top of what the mask hides. Default false. */
  readonly causal?: boolean;
  /** Dropout of both sublayers' outputs, before the residual sum. Default 0. */
  readonly dropout?: number;
  /** Dropout of the attention probabilities. Default 0. */
  readonly attentionDropout?: number;
  /** Added to the variance when normalizing. Default 1e-12. */
  readonly epsilon?: number;
}

interface BlockVariables {
  readonly attention: AttentionVariables;
  readonly attentionNorm: NormVariables;
  readonly feedForward: FeedForwardVariables;
  readonly feedForwardNorm: NormVariables;
}

/**
 * One block of a transformer: self-attention, then a feed-forward network, each with dropout, a residual sum and
 * layer normalization. Inputs `x [B, T, D]` or `[x, mask]`; output `[B, T, D]`.
 *
 * A third input, `positions int32 [B, M]`, asks for those slots alone: output `[B, M, D]`, the same numbers as if the
 * slots were picked afterwards. They still attend to all T, but their queries, the output of attention and the
 * feed-forward network are computed for M slots and not for T. It is for the last block of a stack, behind which only
 * the asked slots count.
 *
 * Its dropout sites are `<name>/attention`, `<name>/attention_output` and `<name>/feed_forward_output`.
 *
 * Masking: the mask is an additive input tensor that broadcasts to `[B, H, T, T]` (see `paddingMask`), with positions
 * one that is the same for every query, `[B, 1, 1, T]`; implicit Keras masks are ignored. Padded slots are computed like any other, and no open slot sees them.
 */
export class TransformerBlock extends WeightedLayer {
  static readonly className: string = 'OrgTransformerBlock';
  readonly heads: number;
  readonly innerSize: number;
  readonly activation: Activation;
  readonly norm: NormPlacement;
  readonly causal: boolean;
  readonly dropout: number;
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
      ['gelu', 'relu', 'none'],
      options.activation ?? 'gelu',
    );
    this.norm = oneOf(name, 'norm', ['post', 'pre'], options.norm ?? 'post');
    this.causal = options.causal ?? false;
    this.dropout = dropoutRate(name, 'dropout', options.dropout ?? 0);
    this.attentionDropout = dropoutRate(name, 'attentionDropout', options.attentionDropout ?? 0);
    this.epsilon = nonNegative(name, 'epsilon', options.epsilon ?? 1e-12);
    this.#ownDropout = seededDropout(this.seed);
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = inputShapes(this.name, shapes, 1, 3);
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    this.#weights = {
      attention: this.addAttention('attention/', size, this.heads),
      attentionNorm: this.addNorm('attention_norm/', size),
      feedForward: this.addFeedForward('feed_forward/', size, this.innerSize),
      feedForwardNorm: this.addNorm('feed_forward_norm/', size),
    };
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [x, , positions] = inputShapes(this.name, shapes, 1, 3);
    if (positions === undefined) return [...x];
    const [batch = null, , size = null] = x;
    const [, count = null] = ofRank(this.name, 'positions', positions, 2);
    return [batch, count, size];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: LayerCallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [x, mask, positions] = inputTensors(this.name, inputs, 1, 3);
      const weights = built(this.name, this.#weights);
      const asked = positions && tf.cast(positions, 'int32');
      const ofAsked = (y: tf.Tensor) => (asked === undefined ? y : gatherPositions(y, asked));
      const attend = (queries: tf.Tensor, context: tf.Tensor) => {
        const masks = this.#masks(context, mask, asked);
        return this.#attend(queries, context, masks, weights.attention, training);
      };
      const feed = (y: tf.Tensor) => this.#feed(y, weights.feedForward, training);
      const queries = ofAsked(x);
      if (this.norm === 'pre') {
        const normalized = this.#normalize(x, weights.attentionNorm);
        const attended = tf.add(queries, attend(ofAsked(normalized), normalized));
        return tf.add(attended, feed(this.#normalize(attended, weights.feedForwardNorm)));
      }
      const attended = this.#normalize(tf.add(queries, attend(queries, x)), weights.attentionNorm);
      return this.#normalize(tf.add(attended, feed(attended)), weights.feedForwardNorm);
    });
  }

  /** What the queries may not see, of the slots `asked` or of all. */
  #masks(
    x: tf.Tensor,
    mask: tf.Tensor | undefined,
    asked: tf.Tensor | undefined,
  ): tf.Tensor | undefined {
    if (asked !== undefined && mask !== undefined && mask.shape[2] !== 1) {
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `with positions the mask is the same for every query, [B, 1, 1, T], got [${mask.shape}]`,
      );
    }
    const [, time = 1] = x.shape;
    return combinedMask(mask, this.causal ? causalMask(time, asked) : undefined);
  }

  #attend(
    queries: tf.Tensor,
    context: tf.Tensor,
    mask: tf.Tensor | undefined,
    variables: AttentionVariables,
    training: boolean | undefined,
  ): tf.Tensor {
    const [batch = 1, asked = 1] = queries.shape;
    const [, time = 1] = context.shape;
    const attended = multiHeadAttention(queries, readAttention(variables), {
      heads: this.heads,
      context,
      mask,
      dropout: dropoutMask([batch, this.heads, asked, time], {
        site: `${this.name}/attention`,
        rate: this.attentionDropout,
        training,
        fallback: this.#ownDropout,
      }),
    });
    return this.#drop(attended, 'attention_output', training);
  }

  #feed(x: tf.Tensor, variables: FeedForwardVariables, training: boolean | undefined): tf.Tensor {
    const fed = feedForward(x, readFeedForward(variables), this.activation);
    return this.#drop(fed, 'feed_forward_output', training);
  }

  #drop(x: tf.Tensor, place: string, training: boolean | undefined): tf.Tensor {
    const mask = dropoutMask(x.shape, {
      site: `${this.name}/${place}`,
      rate: this.dropout,
      training,
      fallback: this.#ownDropout,
    });
    return mask === undefined ? x : dropout(x, mask);
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
      causal: this.causal,
      dropout: this.dropout,
      attentionDropout: this.attentionDropout,
      epsilon: this.epsilon,
    };
  }
}

tf.serialization.registerClass(TransformerBlock);
