import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';
import { scatterRows } from './scatter-rows.js';
import { logSumExp } from './softmax-cross-entropy.js';
import { columnsWithBias, withOnes } from './tied-item-scores.js';
import { transposed } from './transposed.js';

/** The rows to score and the tied output layer that scores them. */
export interface TiedSoftmaxInputs {
  /** `[R, D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]`, the item table. */
  readonly table: tf.Tensor;
  /** `[W]`. Default: none, which takes as long as a bias of zeros. */
  readonly bias?: tf.Tensor | undefined;
  /** int32 `[R]`, in 0..W-1 */
  readonly labels: tf.Tensor;
  /** float32 `[R]`; a row of weight 0 does not count. Constants without gradients. */
  readonly weights: tf.Tensor;
}

/**
 * `softmaxCrossEntropy(tiedItemScores(hidden, table, bias), labels, weights)`, fused: the weighted sum of
 * cross-entropies in nats.
 *
 * The `[R, W]` tensors decide what a step of a large catalogue costs, so the gradient never forms `p - onehot`: with
 * s = weights * dy, `dHidden = s * (p @ table - table[labels])` and `dTable = p^T @ (s * hidden)` less `s * hidden`
 * scattered to the labels' rows; `dBias` is that product's column for the ones. Of the forward pass one `[R, W]`
 * tensor is kept, p.
 */
export function tiedSoftmaxCrossEntropy(inputs: TiedSoftmaxInputs): tf.Scalar {
  const [width = 1] = inputs.table.shape;
  return tf.tidy(() => withBias({ ...inputs, bias: inputs.bias ?? tf.zeros([width]) }));
}

function withBias(inputs: TiedSoftmaxInputs & { readonly bias: tf.Tensor }): tf.Scalar {
  const { hidden, table, bias, labels, weights } = inputs;
  const [width = 1, size = 1] = table.shape;
  const loss =
    backendKernel('OrgTiedSoftmaxCrossEntropy', { hidden, table, bias, labels, weights }) ??
    customGradient(
      [hidden, table, bias],
      () => {
        const logits = tf.matMul(withOnes(hidden), columnsWithBias(table, bias)); // [R, W]
        const probabilities = tf.softmax(logits);
        const labelRows = tf.gather(table, labels as tf.Tensor1D); // [R, D]
        const labelBias = tf.gather(bias, labels as tf.Tensor1D); // [R]
        const labelLogits = tf.add(tf.sum(tf.mul(hidden, labelRows), -1), labelBias);
        const losses = tf.sub(logSumExp(logits, probabilities), labelLogits);
        const value = tf.sum(tf.mul(losses, weights));
        const residuals = { probabilities, hidden, table, labelRows, labels, weights };
        return { value, residuals };
      },
      (dy, { probabilities, hidden, table, labelRows, labels, weights }) => {
        const rowScale = tf.reshape(tf.mul(weights, dy), [weights.size, 1]);
        const expectedRows = tf.matMul(probabilities as tf.Tensor2D, table as tf.Tensor2D);
        const dHidden = tf.mul(tf.sub(expectedRows, labelRows), rowScale);
        const scaled = tf.mul(withOnes(hidden), rowScale); // [R, D + 1]
        // The product with its long side last, then transposed, which is faster than transposing p or a product of W
        // rows.
        const expected = transposed(tf.matMul(transposed(scaled), probabilities as tf.Tensor2D));
        const dWeights = tf.sub(expected, scatterRows(labels, scaled, width)); // [W, D + 1]
        const dTable = tf.slice(dWeights, [0, 0], [width, size]);
        const dBias = tf.reshape(tf.slice(dWeights, [0, size], [width, 1]), [width]);
        return [dHidden, dTable, dBias];
      },
    );
  return loss as tf.Scalar;
}
