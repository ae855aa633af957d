import * as tf from '@tensorflow/tfjs-core';
import { backendKernel } from './backend-kernel.js';
import { customGradient } from './custom-gradient.js';
import { scatterRows } from './scatter-rows.js';

/**
 * The rows of `table` that `indices` name.
 *
 * @param table `[W, D]`
 * @param indices int32 of any shape, each in 0..W-1. Outside this range, backends differ (an error, or zeros).
 * @returns `[...indices.shape, D]`
 */
export function embeddingLookup(table: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const [rows = 1, size = 1] = table.shape;
  return (
    backendKernel('OrgEmbeddingLookup', { table, indices }) ??
    customGradient(
      [table],
      () => ({ value: tf.gather(table, indices as tf.Tensor1D), residuals: { indices } }),
      (dy, { indices }) => {
        const flatIndices = tf.reshape(indices, [indices.size]);
        return [scatterRows(flatIndices, tf.reshape(dy, [indices.size, size]), rows)];
      },
    )
  );
}
