import * as tf from '@tensorflow/tfjs-core';

/**
 * `tf.customGrad` with named residuals.
 *
 * `backward` gives one gradient per input, in order. It must read tensors only from its residuals: other tensors may be
 * disposed by then (a `LayersModel` frees tensors that no later layer reads). The forward pass frees everything except
 * the residuals, so residuals are the memory of a training step.
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
