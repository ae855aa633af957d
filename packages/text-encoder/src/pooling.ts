import * as tf from '@tensorflow/tfjs-core';

/** Every {@link Pooling}. */
export const poolings = ['last-two-mean', 'mean', 'cls', 'max'] as const;

/**
 * How the hidden states of a text become one vector: the mean of the last two layers, then the mean over its tokens
 * (`last-two-mean`); the mean of the last layer over its tokens (`mean`), its first token (`cls`), or the largest value of
 * each feature (`max`). Special tokens count, padding does not.
 */
export type Pooling = (typeof poolings)[number];

/**
 * @param states L + 1 hidden states `[B, T, D]`
 * @param open float32 `[B, T, 1]`, 1 for tokens and 0 for padding; each text has a token.
 * @returns `[B, D]`
 */
export function pooled(
  states: readonly tf.Tensor[],
  open: tf.Tensor,
  pooling: Pooling,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [last, below] = states.slice(-2).reverse();
    if (last === undefined) throw new TypeError('a network has hidden states');
    const [batch = 1, , size = 1] = last.shape;
    switch (pooling) {
      case 'mean':
        return tokenMean(last, open);
      case 'last-two-mean':
        return tokenMean(tf.mul(tf.add(last, below ?? last), 0.5), open);
      case 'cls':
        return tf.reshape(tf.slice(last, [0, 0, 0], [batch, 1, size]), [batch, size]);
      case 'max':
        // Adding 0 to tokens changes nothing.
        return tf.max(tf.add(last, tf.mul(tf.sub(open, 1), 1e9)), 1) as tf.Tensor2D;
    }
  });
}

/** The mean over the open slots, `[B, T, D]` to `[B, D]`. */
function tokenMean(x: tf.Tensor, open: tf.Tensor): tf.Tensor2D {
  return tf.div(tf.sum(tf.mul(x, open), 1), tf.sum(open, 1));
}
