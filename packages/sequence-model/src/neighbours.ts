import { bestItems, tableRows } from '@org/seqrec-data/queries';
import * as tf from '@tensorflow/tfjs-core';

/** Items with a score each. */
export interface ScoredItems {
  /** [n], item indices in 1..V. */
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}

/** Finds items by the cosine of their rows in a model's item table. */
export interface Neighbours {
  /** The `k` items whose rows have the highest cosine with the row of this one. */
  similar(index: number, k: number): Promise<ScoredItems>;
  /** The rows of items as the scores, one after another. */
  vectors(indices: Int32Array): Promise<ScoredItems>;
  /** Frees the table. */
  dispose(): void;
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
      const scores = { rows: 1, width: cosines.length, data: cosines };
      return bestItems(scores, 0, { k, itemCount, exclude: Int32Array.of(index) });
    },
    async vectors(indices) {
      const rows = tf.tidy(() => tf.gather(table, tf.tensor1d(indices, 'int32')));
      const scores = await rows.data<'float32'>();
      rows.dispose();
      return { indices, scores };
    },
    dispose: () => table.dispose(),
  };
}
