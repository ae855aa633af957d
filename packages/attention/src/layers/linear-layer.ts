import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { type Activation, activate } from '../activation.js';
import { linear } from '../linear.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  oneOf,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors } from './layer-tensors.js';
import { built, type LinearVariables, readLinear, WeightedLayer } from './weighted-layer.js';

export interface LinearOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of output features. */
  readonly units: number;
  /** Default `none`. */
  readonly activation?: Activation;
}

/**
 * An affine map of the last axis and an activation, `[..., I]` to `[..., units]`.
 *
 * Masking: ignores implicit Keras masks.
 */
export class Linear extends WeightedLayer {
  static readonly className: string = 'OrgLinear';
  readonly units: number;
  readonly activation: Activation;
  #weights: LinearVariables | undefined;

  constructor(options: LinearOptions) {
    super(options);
    this.units = positiveInteger(this.name, 'units', options.units);
    this.activation = oneOf(
      this.name,
      'activation',
      ['gelu', 'relu', 'none'],
      options.activation ?? 'none',
    );
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = inputShapes(this.name, shapes, 1);
    this.#weights = this.addLinear('', featureSize(this.name, shape), this.units);
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [shape] = inputShapes(this.name, shapes, 1);
    return [...shape.slice(0, -1), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = inputTensors(this.name, inputs, 1);
      return activate(linear(x, readLinear(built(this.name, this.#weights))), this.activation);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units, activation: this.activation };
  }
}

tf.serialization.registerClass(Linear);
