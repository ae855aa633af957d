import * as tf from '@tensorflow/tfjs-core';
import type { AdamUpdate } from './step.js';

/** Adam's step of one variable by TensorFlow.js operations. Assigns the variable and its two moments. */
export function adamByOps(update: AdamUpdate): void {
  const { variable, mean, variance, beta1, beta2, gradient, factor, stepSize, guard, shrink } =
    update;
  tf.tidy(() => {
    const intoMean = tf.mul(factor, 1 - beta1);
    const intoVariance = tf.mul(tf.square(factor), 1 - beta2);
    const newMean = tf.add(tf.mul(mean, beta1), tf.mul(gradient, intoMean));
    const newVariance = tf.add(tf.mul(variance, beta2), tf.mul(tf.square(gradient), intoVariance));
    const change = tf.mul(tf.div(newMean, tf.add(tf.sqrt(newVariance), guard)), stepSize);
    const kept: tf.Tensor = shrink === undefined ? variable : tf.mul(variable, shrink);
    variable.assign(tf.sub(kept, change));
    mean.assign(newMean);
    variance.assign(newVariance);
  });
}
