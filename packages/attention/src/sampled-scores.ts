import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { customGradient } from './custom-gradient.js';
import { embeddingLookup } from './embedding-lookup.js';
import { transposed } from './transposed.js';

/** The inputs of every loss that compares the label with sampled items instead of all. */
export interface SampledLossInputs {
  /** `[R, D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]`, the item table. */
  readonly table: tf.Tensor;
  /** `[W]`. Default: none. */
  readonly bias?: tf.Tensor | undefined;
  /** int32 `[R]`, in 0..W-1 */
  readonly labels: tf.Tensor;
  /** float32 `[R]`; a row of weight 0 does not count. Constants without gradients. */
  readonly weights: tf.Tensor;
  /**
   * int32 `[N]`, the same N items for all labels, or `[G, N]`, N items for each of G groups of R / G consecutive rows;
   * with G = R each label has its own. A 0 (PAD) means no item, and a negative that is a row's own label (an accidental
   * hit) does not count in this row.
   */
  readonly negatives: tf.Tensor;
  /**
   * float32, in the shape of `negatives`: how many times each counts, 0 or more. Default 1. Constants without
   * gradients.
   */
  readonly negativeWeights?: tf.Tensor | undefined;
}

export interface SampledScores {
  /** `[R]`, the scores of the labels. */
  readonly positive: tf.Tensor1D;
  /** `[R, N]` */
  readonly negative: tf.Tensor2D;
  /** float32 `[R, N]`, how many times each negative counts: 0 for PAD and accidental hits. */
  readonly counts: tf.Tensor2D;
}

/**
 * Scores of labels and negatives, with gradients for `hidden`, `table` and `bias`. One lookup reads all rows of the
 * table, so that the table's gradient, which is as large as the catalogue, is made once.
 */
export function sampledScores(inputs: SampledLossInputs): SampledScores {
  const { hidden, table, bias, labels, negatives, negativeWeights } = inputs;
  const [rows = 1] = hidden.shape;
  const groups = negatives.rank === 2 ? (negatives.shape[0] ?? 0) : 1;
  if (negatives.rank < 1 || negatives.rank > 2 || groups < 1 || rows % groups !== 0) {
    throw new AttentionError(
      'invalid-shape',
      'negatives',
      `expected [N], shared by all ${rows} rows, or [G, N] for G groups that divide them, got [${negatives.shape.join(', ')}]`,
    );
  }
  if (
    negativeWeights !== undefined &&
    !tf.util.arraysEqual(negativeWeights.shape, negatives.shape)
  ) {
    throw new AttentionError(
      'invalid-shape',
      'negativeWeights',
      `expected the shape of the negatives, [${negatives.shape.join(', ')}], got [${negativeWeights.shape.join(', ')}]`,
    );
  }
  const score = groups > 1 && groups === rows ? ownScores : sharedScores;
  return tf.tidy(() => {
    const items = ofRows(negatives, rows);
    const counted = tf.cast(
      tf.logicalAnd(tf.notEqual(items, 0), tf.notEqual(items, tf.reshape(labels, [rows, 1]))),
      'float32',
    );
    const counts =
      negativeWeights === undefined ? counted : tf.mul(counted, ofRows(negativeWeights, rows));
    return { ...score(hidden, table, bias, labels, negatives), counts: counts as tf.Tensor2D };
  });
}

/** Values of negatives `[N]` or `[G, N]` for each of R rows: `[R, N]`, or one row if all rows share them. */
export function ofRows(perNegative: tf.Tensor, rows: number): tf.Tensor2D {
  const count = perNegative.shape.at(-1) ?? 1;
  const groups = perNegative.size / count;
  if (groups === 1 || groups === rows) return tf.reshape(perNegative, [groups, count]);
  const each = rows / groups;
  return tf.reshape(tf.tile(tf.reshape(perNegative, [groups, 1, count]), [1, each, 1]), [
    rows,
    count,
  ]);
}

type Scores = Pick<SampledScores, 'positive' | 'negative'>;

/** Scores of every row with the negatives of its group: one matrix product per group. */
function sharedScores(
  hidden: tf.Tensor,
  table: tf.Tensor,
  bias: tf.Tensor | undefined,
  labels: tf.Tensor,
  negatives: tf.Tensor,
): Scores {
  const [rows = 1, size = 1] = hidden.shape;
  const count = negatives.shape.at(-1) ?? 1;
  const groups = negatives.size / count;
  const ids = tf.concat([labels, tf.reshape(negatives, [negatives.size])]); // [R + GN]
  const vectors = embeddingLookup(table, ids); // [R + GN, D]
  const labelVectors = tf.slice(vectors, [0, 0], [rows, size]);
  const positive = tf.sum(tf.mul(hidden, labelVectors), -1) as tf.Tensor1D;
  const drawn = tf.slice(vectors, [rows, 0], [negatives.size, size]);
  const negative =
    groups === 1
      ? products(hidden, drawn)
      : tf.reshape(
          groupProducts(
            tf.reshape(hidden, [groups, rows / groups, size]),
            tf.reshape(drawn, [groups, count, size]),
          ),
          [rows, count],
        );
  if (bias === undefined) return { positive, negative: negative as tf.Tensor2D };
  const offsets = biasesOf(bias, ids);
  const ofDrawn = tf.reshape(tf.slice(offsets, rows, negatives.size), [groups, count]);
  return {
    positive: tf.add(positive, tf.slice(offsets, 0, rows)),
    negative: tf.add(negative, ofRows(ofDrawn, rows)),
  };
}

/** Scores of every row with its own negatives. */
function ownScores(
  hidden: tf.Tensor,
  table: tf.Tensor,
  bias: tf.Tensor | undefined,
  labels: tf.Tensor,
  negatives: tf.Tensor,
): Scores {
  const [rows = 1] = hidden.shape;
  const [, count = 1] = negatives.shape;
  const ids = tf.concat([tf.reshape(labels, [rows, 1]), negatives], 1); // [R, 1 + N]
  const products = ownProducts(hidden, embeddingLookup(table, ids));
  const scores = bias === undefined ? products : tf.add(products, biasesOf(bias, ids));
  return {
    positive: tf.reshape(tf.slice(scores, [0, 0], [rows, 1]), [rows]),
    negative: tf.slice(scores, [0, 1], [rows, count]) as tf.Tensor2D,
  };
}

function biasesOf(bias: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  return tf.reshape(embeddingLookup(tf.reshape(bias, [bias.size, 1]), ids), ids.shape);
}

/** `[R, D]` by `[N, D]` to `[R, N]`. */
function products(hidden: tf.Tensor, vectors: tf.Tensor): tf.Tensor2D {
  const scores = customGradient(
    [hidden, vectors],
    () => ({
      value: tf.matMul(hidden as tf.Tensor2D, transposed(vectors)),
      residuals: { hidden, vectors },
    }),
    (dy, saved) => [
      tf.matMul(dy as tf.Tensor2D, saved.vectors as tf.Tensor2D),
      // The product with its long side last, then transposed, as in `tiedSoftmaxCrossEntropy`.
      transposed(tf.matMul(transposed(saved.hidden), dy as tf.Tensor2D)),
    ],
  );
  return scores as tf.Tensor2D;
}

/** `[G, K, D]` by `[G, N, D]`, group by group, to `[G, K, N]`. */
function groupProducts(hidden: tf.Tensor, vectors: tf.Tensor): tf.Tensor {
  return customGradient(
    [hidden, vectors],
    () => ({
      value: tf.matMul(hidden, vectors, false, true),
      residuals: { hidden, vectors },
    }),
    (dy, saved) => [
      tf.matMul(dy, saved.vectors),
      tf.matMul(dy, saved.hidden, true, false), // [G, N, D]
    ],
  );
}

/** `[R, D]` by `[R, C, D]`, row by row, to `[R, C]`. */
function ownProducts(hidden: tf.Tensor, vectors: tf.Tensor): tf.Tensor2D {
  const [rows = 1, candidates = 1, size = 1] = vectors.shape;
  const scores = customGradient(
    [hidden, vectors],
    () => {
      const columns = tf.reshape(hidden, [rows, size, 1]);
      const value = tf.reshape(tf.matMul(vectors, columns), [rows, candidates]);
      return { value, residuals: { hidden, vectors } };
    },
    (dy, saved) => {
      const dHidden = tf.matMul(tf.reshape(dy, [rows, 1, candidates]), saved.vectors);
      const dVectors = tf.mul(
        tf.reshape(dy, [rows, candidates, 1]),
        tf.reshape(saved.hidden, [rows, 1, size]),
      );
      return [tf.reshape(dHidden, [rows, size]), dVectors];
    },
  );
  return scores as tf.Tensor2D;
}
