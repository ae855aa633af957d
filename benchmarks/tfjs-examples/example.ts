import type * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel } from '@tensorflow/tfjs-layers';

/** A program in the manner of one of tfjs-examples: a model and made-up data. All numbers come from seeds. */
export interface Example {
  readonly name: string;
  readonly batchSize: number;
  /** The width of the hidden layers. */
  readonly units: number;
  /** Builds and compiles the model; its first weights are the same on every backend. */
  model(): LayersModel;
  /** Makes the inputs and targets of so many batches. */
  data(batches: number): ExampleData;
  /** Uses the trained model, and returns a short text that shows what it does. */
  use?(model: LayersModel): string;
}

export interface ExampleData {
  readonly x: tf.Tensor | tf.Tensor[];
  readonly y: tf.Tensor;
}

/** Initial weights that do not depend on the backend: the numbers are drawn in JavaScript from the seed. */
export function seeded(seed: number): ReturnType<typeof initializers.glorotUniform> {
  return initializers.glorotUniform({ seed });
}

/** The initializers of a recurrent layer. */
export function recurrent(seed: number): {
  kernelInitializer: ReturnType<typeof seeded>;
  recurrentInitializer: ReturnType<typeof seeded>;
} {
  return { kernelInitializer: seeded(seed), recurrentInitializer: seeded(seed + 1) };
}

/** One-hot rows: `[rows, length, size]` floats for `rows` lists of `length` indices. */
export function oneHotRows(rows: readonly (readonly number[])[], size: number): Float32Array {
  const length = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * length * size);
  rows.forEach((row, r) => {
    row.forEach((index, place) => {
      values[(r * length + place) * size + index] = 1;
    });
  });
  return values;
}
