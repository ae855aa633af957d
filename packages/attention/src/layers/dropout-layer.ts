import type { DropoutSource } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { dropout } from '../dropout.js';
import { dropoutMask, seededDropout } from '../dropout-scope.js';
import { type BaseLayerOptions, dropoutRate, integer } from './layer-options.js';
import { inputShapes, inputTensors } from './layer-tensors.js';
import { type LayerCallOptions, TypedLayer } from './typed-layer.js';

export interface DropoutOptions extends BaseLayerOptions {
  /** The probability that a value becomes 0, in [0, 1). */
  readonly rate: number;
  /** The seed of the masks that the layer draws in training outside `withDropout`. */
  readonly seed: number;
}

/**
 * Inverted dropout of any tensor. Active only with `training: true`. Its masks come from the `withDropout` scope under
 * this layer's name, or, without a scope, from its seed.
 *
 * Masking: ignores implicit Keras masks; padded slots are dropped like any other.
 */
export class Dropout extends TypedLayer {
  static readonly className: string = 'OrgDropout';
  readonly rate: number;
  readonly seed: number;
  readonly #ownSource: DropoutSource;

  constructor(options: DropoutOptions) {
    super(options);
    this.rate = dropoutRate(this.name, 'rate', options.rate);
    this.seed = integer(this.name, 'seed', options.seed);
    this.#ownSource = seededDropout(this.seed);
  }

  override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [...inputShapes(this.name, shapes, 1)[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: LayerCallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [x] = inputTensors(this.name, inputs, 1);
      const mask = dropoutMask(x.shape, {
        site: this.name,
        rate: this.rate,
        training,
        fallback: this.#ownSource,
      });
      return mask === undefined ? x : dropout(x, mask);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}

tf.serialization.registerClass(Dropout);
