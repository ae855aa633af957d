import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';

/** A tensor of uniform numbers in [-1, 1). The same name gives the same numbers. */
export function uniform(name: string, shape: readonly number[]): tf.Tensor {
  const random = Random.of('test', name);
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  return tf.tensor(
    values.map(() => random.float() * 2 - 1),
    [...shape],
  );
}

/** An int32 tensor of whole numbers in 0..limit-1. The same name gives the same numbers. */
export function integers(name: string, shape: readonly number[], limit: number): tf.Tensor {
  const random = Random.of('test', name);
  const values = new Int32Array(tf.util.sizeFromShape([...shape]));
  return tf.tensor(
    values.map(() => random.integer(limit)),
    [...shape],
    'int32',
  );
}
