import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import { causalMask, combinedMask } from '../attention-mask.js';
import { dropoutMask, seededDropout } from '../dropout-scope.js';
import { multiHeadAttention } from '../multi-head-attention.js';
import {
  type BaseLayerOptions,
  dropoutRate,
  type InitializerOptions,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import type { LayerCallOptions } from './typed-layer.js';
import { type AttentionVariables, built, readAttention, WeightedLayer } from './weighted-layer.js';

export interface MultiHeadAttentionLayerOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of heads; divides the number of features. */
  readonly heads: number;
  /** Whether slot t attends only to the slots 0..t that the mask does not hide. Self-attention only. Default false. */
  readonly causal?: boolean;
  /** Dropout of the attention probabilities, active with `training: true`. Default 0. */
  readonly dropout?: number;
}

/**
 * Multi-head attention. Inputs: `x [B, T, D]` or `[x, mask]` for self-attention; `[x, context [B, S, D], mask]` for
 * attention over a context. Output `[B, T, D]`.
 *
 * Masking: the mask is an additive input tensor that broadcasts to `[B, H, T, S]` (see `paddingMask`); implicit Keras
 * masks are ignored. A query for which everything is hidden gets the mean of all values, which is finite but has no
 * meaning.
 */
export class MultiHeadAttention extends WeightedLayer {
  static readonly className: string = 'OrgMultiHeadAttention';
  readonly heads: number;
  readonly causal: boolean;
  readonly dropout: number;
  readonly #ownDropout: DropoutSource;
  #weights: AttentionVariables | undefined;

  constructor(options: MultiHeadAttentionLayerOptions) {
    super(options);
    this.heads = positiveInteger(this.name, 'heads', options.heads);
    this.causal = options.causal ?? false;
    this.dropout = dropoutRate(this.name, 'dropout', options.dropout ?? 0);
    this.#ownDropout = seededDropout(this.seed);
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape, , mask] = inputShapes(this.name, shapes, 1, 3);
    if (this.causal && mask !== undefined) {
      throw new AttentionError(
        'invalid-option',
        this.name,
        'causal attention is over x itself; give [x, mask] and not [x, context, mask]',
      );
    }
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    this.#weights = this.addAttention('', size, this.heads);
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    return [...inputShapes(this.name, shapes, 1, 3)[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: LayerCallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [x, second, third] = inputTensors(this.name, inputs, 1, 3);
      const context = third === undefined ? x : (second ?? x);
      const mask = third ?? second;
      const [batch = 1, time = 1] = x.shape;
      const [, span = 1] = context.shape;
      return multiHeadAttention(x, readAttention(built(this.name, this.#weights)), {
        heads: this.heads,
        context,
        mask: combinedMask(mask, this.causal ? causalMask(time) : undefined),
        dropout: dropoutMask([batch, this.heads, time, span], {
          site: this.name,
          rate: this.dropout,
          training,
          fallback: this.#ownDropout,
        }),
      });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { heads, causal, dropout } = this;
    return { ...super.getConfig(), heads, causal, dropout };
  }
}

tf.serialization.registerClass(MultiHeadAttention);
