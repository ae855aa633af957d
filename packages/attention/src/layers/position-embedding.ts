import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { AttentionError } from '../attention-error.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  oneOf,
  positiveInteger,
} from './layer-options.js';
import { featureSize, inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { built, WeightedLayer } from './weighted-layer.js';

export interface PositionEmbeddingOptions extends BaseLayerOptions, InitializerOptions {
  /** The longest sequence, which is the number of learned positions. */
  readonly maxLength: number;
  /** Where counting begins. Default `end`. */
  readonly countFrom?: PositionOrigin;
}

/** Sequences padded on the left count their positions from the `end`, sequences padded on the right from the `start`. */
export type PositionOrigin = 'start' | 'end';

/**
 * Adds a learned vector for each position, counted from the end: a sequence of T slots uses the last T of the
 * `maxLength` rows, so the newest item always has the same position. With `countFrom: 'start'` it uses the first T, as texts
 * do. More padding on the other side changes nothing. `[B, T, D]` to `[B, T, D]`, for any T up to `maxLength`.
 *
 * Masking: ignores implicit Keras masks; padded slots get their positions too.
 */
export class PositionEmbedding extends WeightedLayer {
  static readonly className: string = 'OrgPositionEmbedding';
  readonly maxLength: number;
  readonly countFrom: PositionOrigin;
  #table: LayerVariable | undefined;

  constructor(options: PositionEmbeddingOptions) {
    super(options);
    this.maxLength = positiveInteger(this.name, 'maxLength', options.maxLength);
    this.countFrom = oneOf(this.name, 'countFrom', ['start', 'end'], options.countFrom ?? 'end');
  }

  override build(shapes: Shape | Shape[]): void {
    const [shape] = inputShapes(this.name, shapes, 1);
    const size = featureSize(this.name, ofRank(this.name, 'the input', shape, 3));
    this.#table = this.addRandomWeight('table', [this.maxLength, size]);
    super.build(shapes);
  }

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [shape] = inputShapes(this.name, shapes, 1);
    this.#checkLength(shape[1] ?? 1);
    return [...shape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = inputTensors(this.name, inputs, 1);
      const [, time = 1, size = 1] = x.shape;
      this.#checkLength(time);
      const table = built(this.name, this.#table).read();
      const first = this.countFrom === 'start' ? 0 : this.maxLength - time;
      return tf.add(x, tf.slice(table, [first, 0], [time, size]));
    });
  }

  #checkLength(time: number): void {
    if (time > this.maxLength) {
      const kept = this.countFrom === 'start' ? 'first' : 'last';
      throw new AttentionError(
        'invalid-shape',
        this.name,
        `has ${this.maxLength} positions, got a sequence of ${time}; cut it to its ${kept} ${this.maxLength} items`,
      );
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { maxLength, countFrom } = this;
    // Saved models without it count from the end.
    return { ...super.getConfig(), maxLength, ...(countFrom === 'start' && { countFrom }) };
  }
}

tf.serialization.registerClass(PositionEmbedding);
