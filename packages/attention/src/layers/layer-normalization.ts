import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { layerNorm } from '../layer-norm.js';
import { type BaseLayerOptions, nonNegative } from './layer-options.js';
import { featureSize, inputShapes, inputTensors } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';
import { built, type NormVariables } from './weighted-layer.js';

export interface LayerNormalizationOptions extends BaseLayerOptions {
  /** Added to the variance. Default 1e-12 as in BERT; {@link layerNorm} explains why that is safe in float32. */
  readonly epsilon?: number;
}

/**
 * Layer normalization of the last axis, `[..., D]` to `[..., D]`, with a hand-written gradient. It starts as gamma 1,
 * beta 0.
 *
 * Masking: ignores implicit Keras masks; padded slots are normalized like any other.
 */
export class LayerNormalization extends TypedLayer {
  static readonly className: string = 'OrgLayerNormalization';
  readonly epsilon: number;
  #weights: NormVariables | undefined;

  constructor(options: LayerNormalizationOptions = {}) {
    super(options);
    this.epsilon = nonNegative(this.name, 'epsilon', options.epsilon ?? 1e-12);
  }

  override build(shapes: tfl.Shape | tfl.Shape[]): void {
    const [shape] = inputShapes(this.name, shapes, 1);
    const size = featureSize(this.name, shape);
    this.#weights = {
      gamma: this.addWeight('gamma', [size], 'float32', tfl.initializers.ones()),
      beta: this.addWeight('beta', [size], 'float32', tfl.initializers.zeros()),
    };
    super.build(shapes);
  }

  override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [...inputShapes(this.name, shapes, 1)[0]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = inputTensors(this.name, inputs, 1);
      const { gamma, beta } = built(this.name, this.#weights);
      return layerNorm(x, gamma.read(), beta.read(), this.epsilon);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}

tf.serialization.registerClass(LayerNormalization);
