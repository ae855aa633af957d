import * as tf from '@tensorflow/tfjs-core';

/**
 * Scores of every row of the item table: `hidden @ table^T + bias`, the output layer that shares its weights with the
 * input embedding.
 *
 * @param hidden `[..., D]`
 * @param table `[W, D]`
 * @param bias `[W]`
 * @returns `[..., W]`
 * @see Press & Wolf 2017, https://arxiv.org/abs/1608.05859
 */
export function tiedItemScores(hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  const [width = 1, size = 1] = table.shape;
  return tf.tidy(() => {
    const rows = tf.reshape(hidden, [hidden.size / size, size]);
    const scores = tf.matMul(withOnes(rows), withBias(table, bias), false, true);
    return tf.reshape(scores, [...hidden.shape.slice(0, -1), width]);
  });
}

/** `[R, D]` with a last column of ones, to which {@link withBias} brings the bias. */
export function withOnes(rows: tf.Tensor): tf.Tensor2D {
  const [count = 1] = rows.shape;
  return tf.concat([rows, tf.fill([count, 1], 1)], 1) as tf.Tensor2D;
}

/**
 * `[W, D]` with the bias as a last column. The bias then rides along in the matrix product; adding it afterwards is
 * one more pass over all scores, which are by far the largest tensor here.
 */
export function withBias(table: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return tf.concat([table, tf.reshape(bias, [bias.size, 1])], 1) as tf.Tensor2D;
}
