import type { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Fills an array from a normal distribution with mean 0, and repeats draws beyond two standard deviations, as
 * TensorFlow's `truncated_normal_initializer` does. The result has a deviation of 0.88 `stddev`.
 */
export function fillTruncatedNormal(values: Float32Array, stddev: number, random: Random): void {
  for (let i = 0; i < values.length; i += 1) {
    let draw = random.normal();
    while (Math.abs(draw) > 2) draw = random.normal();
    values[i] = draw * stddev;
  }
}

let drawing = true;

/**
 * Builds layers whose random weights start as zeros, for weights that are loaded afterwards: drawing a hundred million of
 * them takes seconds. It is a dynamic scope like `tf.tidy`: `build` is synchronous.
 */
export function withoutDrawing<Result>(build: () => Result): Result {
  const outer = drawing;
  drawing = false;
  try {
    return build();
  } finally {
    drawing = outer;
  }
}

/** An initializer for tfjs layers that draws from its own stream; never serialized. */
export class TruncatedNormal extends tf.serialization.Serializable {
  static readonly className: string = 'OrgTruncatedNormal';
  readonly #stddev: number;
  readonly #random: Random;

  constructor(stddev: number, random: Random) {
    super();
    this.#stddev = stddev;
    this.#random = random;
  }

  apply(shape: (number | null)[]): tf.Tensor {
    const sizes = shape.map((size) => size ?? 1);
    const values = new Float32Array(tf.util.sizeFromShape(sizes));
    if (drawing && this.#stddev > 0) fillTruncatedNormal(values, this.#stddev, this.#random);
    return tf.tensor(values, sizes);
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { stddev: this.#stddev };
  }
}
