import * as tf from '@tensorflow/tfjs-core';

/**
 * Runs the kernel `name` if the active backend has registered one, else returns `undefined`.
 *
 * Every function of this package that a backend could run faster calls this first, so a backend can register
 * `tf.registerKernel({ kernelName: 'OrgLayerNorm', ... })` and, for training, `tf.registerGradient`. The first output
 * is the result; other outputs are saved for the kernel's gradient. The README lists names, inputs and attributes.
 */
export function backendKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: Readonly<Record<string, number>> = {},
): tf.Tensor | undefined {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return undefined;
  const given = Object.entries(inputs).filter((entry): entry is [string, tf.Tensor] => {
    return entry[1] !== undefined;
  });
  return tf.tidy(() => {
    const result: tf.Tensor | tf.Tensor[] = tf
      .engine()
      .runKernel(name, Object.fromEntries(given), { ...attributes });
    const [first] = Array.isArray(result) ? result : [result];
    return first as tf.Tensor;
  });
}
