import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { causalMask, combinedMask } from '../attention-mask.js';
import { type DropoutMask, dropout } from '../dropout.js';
import { dropoutMask, seededDropout } from '../dropout-scope.js';
import { gatherPositions } from '../gather-positions.js';
import { layerNorm } from '../layer-norm.js';
import { linear } from '../linear.js';
import { requireHeads, splitHeads } from '../multi-head-attention.js';
import { pointwiseAttention } from '../pointwise-attention.js';
import { relativePositionBias, relativeTimeBias } from '../relative-bias.js';
import { silu } from '../silu.js';
import {
  type BaseLayerOptions,
  dropoutRate,
  type InitializerOptions,
  nonNegative,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import type { LayerCallOptions } from './typed-layer.js';
import { built, type LinearVariables, readLinear, WeightedLayer } from './weighted-layer.js';

export interface HstuBlockOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of heads; divides the number of features. */
  readonly heads: number;
  /** The longest sequence: the number of relative positions, and the divisor of the attention weights. */
  readonly maxLength: number;
  /** The buckets of the relative time bias. Default 0: no such bias, and no input of buckets. */
  readonly timeBuckets?: number;
  /** Dropout of the gated output, before its last kernel. Default 0. */
  readonly dropout?: number;
  /** Dropout of the attention weights. Default 0. */
  readonly attentionDropout?: number;
  /** Added to the variance when normalizing. Default 1e-6, as published. */
  readonly epsilon?: number;
}

interface BlockVariables {
  readonly kernel: LayerVariable;
  readonly output: LinearVariables;
  readonly positionBias: LayerVariable;
  readonly timeBias: LayerVariable | undefined;
}

/**
 * One block of HSTU, a causal transducer: `[u, v, q, k] = silu(norm(x) kernel)`, attention of the weights
 * `silu(q k^T + bias) / maxLength` over v, and `x + (u * norm(attended)) output`. The gate u takes the place of a
 * feed-forward network. The bias depends on how many slots, and with `timeBuckets` how much time, lie between query and
 * key; heads share it. Its normalizations have no weights.
 *
 * Inputs: `[x [B, T, D], mask]`, with `timeBuckets` also `buckets int32 [B, T, T]` (see `TimeBuckets`); output
 * `[B, T, D]`. A last input, `positions int32 [B, M]`, computes only those slots: `[B, M, D]`.
 *
 * Its dropout sites are `<name>/attention` and `<name>/output`.
 *
 * Masking: the mask is an additive input tensor `[B, 1, 1, T]` (see `paddingMask`); implicit Keras masks are ignored.
 * Hidden slots have the weight 0. Padded slots are computed like any other.
 *
 * @see Zhai et al. 2024, https://arxiv.org/abs/2402.17152
 */
export class HstuBlock extends WeightedLayer {
  static readonly className: string = 'OrgHstuBlock';
  readonly heads: number;
  readonly maxLength: number;
  readonly timeBuckets: number;
  readonly dropout: number;
  readonly attentionDropout: number;
  readonly epsilon: number;
  readonly #ownDropout: DropoutSource;
  #weights: BlockVariables | undefined;

  constructor(options: HstuBlockOptions) {
    super(options);
    const { name } = this;
    this.heads = positiveInteger(name, 'heads', options.heads);
    this.maxLength = positiveInteger(name, 'maxLength', options.maxLength);
    this.timeBuckets = nonNegative(name, 'timeBuckets', options.timeBuckets ?? 0);
    this.dropout = dropoutRate(name, 'dropout', options.dropout ?? 0);
    this.attentionDropout = dropoutRate(name, 'attentionDropout', options.attentionDropout ?? 0);
    this.epsilon = nonNegative(name, 'epsilon', options.epsilon ?? 1e-6);
    this.#ownDropout = seededDropout(this.seed);
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = this.#shapes(shapes);
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    requireHeads(this.name, size, this.heads);
    this.#weights = {
      kernel: this.addRandomWeight('kernel', [size, 4 * size]),
      // As published, of the size that keeps the variance of its input.
      output: this.addLinear('output/', size, size, 1 / Math.sqrt(size)),
      positionBias: this.addRandomWeight('position_bias', [this.maxLength]),
      timeBias:
        this.timeBuckets === 0 ? undefined : this.addRandomWeight('time_bias', [this.timeBuckets]),
    };
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [x, ...rest] = this.#shapes(shapes);
    const positions = rest[this.#fixedInputs - 1];
    if (positions === undefined) return [...x];
    const [batch = null, , size = null] = x;
    const [, count = null] = ofRank(this.name, 'positions', positions, 2);
    return [batch, count, size];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: LayerCallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const fixed = this.#fixedInputs;
      const [x, ...rest] = inputTensors(this.name, inputs, fixed, fixed + 1);
      const { kernel, output } = built(this.name, this.#weights);
      const given = rest[fixed - 1];
      const slots = given && tf.cast(given, 'int32');
      const atSlots = (y: tf.Tensor) => (slots === undefined ? y : gatherPositions(y, slots));
      const [, time = 1, size = 1] = x.shape;

      const bias = tf.zeros([4 * size]);
      const projected = silu(linear(this.#normalize(x), { kernel: kernel.read(), bias }));
      const [u, v, q, k] = tf.split(projected, 4, -1) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [query, key, value] = [atSlots(q), k, v].map((y) => splitHeads(y, this.heads)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const [batch = 1, , count = 1] = query.shape;
      const attended = pointwiseAttention(query, key, value, {
        bias: this.#bias(time, this.timeBuckets === 0 ? undefined : rest[1], slots),
        mask: combinedMask(rest[0], causalMask(time, slots)),
        scale: 1 / this.maxLength,
        dropout: this.#mask(
          [batch, this.heads, count, time],
          'attention',
          this.attentionDropout,
          training,
        ),
      }); // [B, H, M, K]
      const merged = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [batch, count, size]);
      const gated = tf.mul(atSlots(u), this.#normalize(merged));
      const mask = this.#mask(gated.shape, 'output', this.dropout, training);
      const kept = mask === undefined ? gated : dropout(gated, mask);
      return tf.add(atSlots(x), linear(kept, readLinear(output)));
    });
  }

  /** The inputs beside positions. */
  get #fixedInputs(): number {
    return this.timeBuckets === 0 ? 2 : 3;
  }

  #shapes(shapes: Shape | Shape[]): [Shape, ...Shape[]] {
    return inputShapes(this.name, shapes, this.#fixedInputs, this.#fixedInputs + 1);
  }

  /** `[1, 1, T, T]` or `[B, 1, M, T]` */
  #bias(time: number, buckets: tf.Tensor | undefined, slots: tf.Tensor | undefined): tf.Tensor {
    const { positionBias, timeBias } = built(this.name, this.#weights);
    const byPosition = relativePositionBias(positionBias.read(), time, slots);
    if (timeBias === undefined || buckets === undefined) return byPosition;
    return tf.add(byPosition, relativeTimeBias(timeBias.read(), buckets, slots));
  }

  #normalize(x: tf.Tensor): tf.Tensor {
    const size = x.shape.at(-1) ?? 1;
    return layerNorm(x, tf.ones([size]), tf.zeros([size]), this.epsilon);
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

  override getConfig(): tf.serialization.ConfigDict {
    const { heads, maxLength, timeBuckets, dropout, attentionDropout, epsilon } = this;
    return {
      ...super.getConfig(),
      ...{ heads, maxLength, timeBuckets, dropout, attentionDropout, epsilon },
    };
  }
}

tf.serialization.registerClass(HstuBlock);
