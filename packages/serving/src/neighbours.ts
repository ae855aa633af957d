import { topK } from '@org/metrics';
import { maskId, tableRows } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import type { Ranked } from './messages.js';

/** Finds items by the cosine of their rows in a model's item table. */
export interface Neighbours {
  /** The `k` items whose rows have the highest cosine with the row of this one. */
  similar(index: number, k: number): Promise<Ranked>;
  /** The rows of items as the scores, one after another. */
  vectors(indices: Int32Array): Promise<Ranked>;
}

/**
 * Keeps the table `[V + 2, D]` after its model is gone. The engine multiplies it with a row, on all cores where it has
 * several.
 */
export async function neighbours(itemTable: tf.Tensor2D, itemCount: number): Promise<Neighbours> {
  const table = tf.keep(tf.clone(itemTable));
  const [, hidden] = table.shape;
  const lengths = tf.tidy(() => tf.norm(table, 'euclidean', 1));
  const norms = await lengths.data<'float32'>();
  lengths.dispose();
  return {
    async similar(index, k) {
      const product = tf.tidy(() => {
        const row = tf.reshape(tf.slice(table, [index, 0], [1, hidden]), [hidden, 1]);
        return tf.reshape(tf.matMul(table, row as tf.Tensor2D), [tableRows(itemCount)]);
      });
      const cosines = await product.data<'float32'>();
      product.dispose();
      const own = norms[index] ?? 0;
      for (let other = 1; other < cosines.length; other += 1) {
        cosines[other] = (cosines[other] ?? 0) / (own * (norms[other] ?? 0) || 1);
      }
      return topK(cosines, k, { from: 1, to: maskId(itemCount), exclude: Int32Array.of(index) });
    },
    async vectors(indices) {
      const rows = tf.tidy(() => tf.gather(table, tf.tensor1d(indices, 'int32')));
      const scores = await rows.data<'float32'>();
      rows.dispose();
      return { indices, scores };
    },
  };
}
