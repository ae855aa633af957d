import * as tf from '@tensorflow/tfjs-core';

/**
 * `tf.customGrad` with named residuals.
 *
 * `backward` gives one gradient per input, in order. It must take every tensor it needs from its residuals: a tensor
 * it closes over may have been disposed by then (a `LayersModel` frees what no later layer reads). What is no
 * residual is freed after the forward pass, so residuals are the memory a training step pays.
 */
export function customGradient<
  Inputs extends readonly tf.Tensor[],
  Saved extends { readonly [Name in keyof Saved]: tf.Tensor },
>(
  inputs: readonly [...Inputs],
  forward: () => { readonly value: tf.Tensor; readonly residuals: Saved },
  backward: (dy: tf.Tensor, residuals: Saved) => { readonly [Index in keyof Inputs]: tf.Tensor },
): tf.Tensor {
  const run = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args[args.length - 1] as tf.GradSaveFunc;
    const { value, residuals } = forward();
    const names = Object.keys(residuals);
    save(Object.values(residuals));
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const named = Object.fromEntries(names.map((name, i) => [name, saved[i]]));
        return [...backward(dy, named as unknown as Saved)];
      },
    };
  });
  return run(...inputs);
}
