import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import type { Activation } from '../activation.js';
import { feedForward } from '../feed-forward.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  oneOf,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors } from './layer-tensors.js';
import {
  built,
  type FeedForwardVariables,
  readFeedForward,
  WeightedLayer,
} from './weighted-layer.js';

export interface FeedForwardOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of features between the two affine maps; four times D in most models. */
  readonly innerSize: number;
  /** Default `gelu`. */
  readonly activation?: Activation;
}

/**
 * The position-wise feed-forward network of a transformer: to `innerSize` features, activation, and back;
 * `[..., D]` to `[..., D]`.
 *
 * Masking: ignores implicit Keras masks; every slot is treated alike.
 */
export class FeedForward extends WeightedLayer {
  static readonly className: string = 'OrgFeedForward';
  readonly innerSize: number;
  readonly activation: Activation;
  #weights: FeedForwardVariables | undefined;

  constructor(options: FeedForwardOptions) {
    super(options);
    this.innerSize = positiveInteger(this.name, 'innerSize', options.innerSize);
    this.activation = oneOf(
      this.name,
      'activation',
      ['gelu', 'relu', 'swiglu', 'none'],
      options.activation ?? 'gelu',
    );
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = inputShapes(this.name, shapes, 1);
    this.#weights = this.addFeedForward(
      '',
      featureSize(this.name, shape),
      this.innerSize,
      this.activation,
    );
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    return [...inputShapes(this.name, shapes, 1)[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = inputTensors(this.name, inputs, 1);
      return feedForward(x, readFeedForward(built(this.name, this.#weights)), this.activation);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), innerSize: this.innerSize, activation: this.activation };
  }
}

tf.serialization.registerClass(FeedForward);
