import * as tf from '@tensorflow/tfjs-core';
import { transposed } from './transposed.js';

/**
 * Scores of every row of the item table: `hidden @ table^T + bias`, the output layer that shares its weights with the
 * input embedding.
 *
 * @param hidden `[..., D]`
 * @param table `[W, D]`
 * @param bias `[W]`, or none.
 * @returns `[..., W]`
 * @see Press & Wolf 2017, https://arxiv.org/abs/1608.05859
 */
export function tiedItemScores(
  hidden: tf.Tensor,
  table: tf.Tensor,
  bias?: tf.Tensor | undefined,
): tf.Tensor {
  const [width = 1, size = 1] = table.shape;
  return tf.tidy(() => {
    const rows = tf.reshape(hidden, [hidden.size / size, size]) as tf.Tensor2D;
    const scores =
      bias === undefined
        ? tf.matMul(rows, transposed(table))
        : tf.matMul(withOnes(rows), columnsWithBias(table, bias));
    return tf.reshape(scores, [...hidden.shape.slice(0, -1), width]);
  });
}

/** `[R, D]` with a last column of ones, which {@link columnsWithBias} multiplies by the bias. */
export function withOnes(rows: tf.Tensor): tf.Tensor2D {
  const [count = 1] = rows.shape;
  return tf.concat([rows, tf.fill([count, 1], 1)], 1) as tf.Tensor2D;
}

/**
 * The transposed table with the bias as its last row: `[D + 1, W]`. The matrix product then includes the bias; adding
 * it afterwards is another pass over all scores, by far the largest tensor here.
 */
export function columnsWithBias(table: tf.Tensor, bias: tf.Tensor): tf.Tensor2D {
  return tf.concat([transposed(table), tf.reshape(bias, [1, bias.size])], 0) as tf.Tensor2D;
}
