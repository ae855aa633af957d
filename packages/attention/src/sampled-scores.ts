import * as tf from '@tensorflow/tfjs-core';
import { AttentionError } from './attention-error.js';
import { customGradient } from './custom-gradient.js';
import { embeddingLookup } from './embedding-lookup.js';
import { transposed } from './transposed.js';

/** What every loss takes that sets a few sampled items against the label, instead of all. */
export interface SampledLossInputs {
  /** `[R, D]` */
  readonly hidden: tf.Tensor;
  /** `[W, D]`, the item table. */
  readonly table: tf.Tensor;
  /** `[W]`. Default: none. */
  readonly bias?: tf.Tensor | undefined;
  /** int32 `[R]`, in 0..W-1 */
  readonly labels: tf.Tensor;
  /** float32 `[R]`; a row of weight 0 counts for nothing. Constants: no gradient. */
  readonly weights: tf.Tensor;
  /**
   * int32 `[R, N]`, N items against each label, or `[N]`, the same against all of them. A 0 (PAD) stands for none, and
   * a negative that is a row's own label counts for nothing there (an accidental hit).
   */
  readonly negatives: tf.Tensor;
  /** float32, shaped as `negatives`: how many times each counts, 0 or more. Default 1. Constants: no gradient. */
  readonly negativeWeights?: tf.Tensor | undefined;
}

export interface SampledScores {
  /** `[R]`, of the labels. */
  readonly positive: tf.Tensor1D;
  /** `[R, N]` */
  readonly negative: tf.Tensor2D;
  /** float32 `[R, N]`, how many times each negative counts: 0 for PAD and accidental hits. */
  readonly counts: tf.Tensor2D;
}

/**
 * Scores of labels and negatives, with gradients to `hidden`, `table` and `bias`. All rows of the table are looked up
 * at once, so that the table's gradient, which is as large as the catalogue, is made once.
 */
export function sampledScores(inputs: SampledLossInputs): SampledScores {
  const { hidden, table, bias, labels, negatives, negativeWeights } = inputs;
  const [rows = 1] = hidden.shape;
  if (negatives.rank !== 1 && !(negatives.rank === 2 && negatives.shape[0] === rows)) {
    throw new AttentionError(
      'invalid-shape',
      'negatives',
      `expected [${rows}, N], some for each row, or [N], shared by all, got [${negatives.shape.join(', ')}]`,
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
  const score = negatives.rank === 1 ? sharedScores : ownScores;
  return tf.tidy(() => {
    const present = tf.notEqual(negatives, 0);
    const counted = tf.cast(
      tf.logicalAnd(present, tf.notEqual(negatives, tf.reshape(labels, [rows, 1]))),
      'float32',
    );
    const counts = negativeWeights === undefined ? counted : tf.mul(counted, negativeWeights);
    return { ...score(hidden, table, bias, labels, negatives), counts: counts as tf.Tensor2D };
  });
}

type Scores = Pick<SampledScores, 'positive' | 'negative'>;

/** Every row against the same negatives: one matrix product. */
function sharedScores(
  hidden: tf.Tensor,
  table: tf.Tensor,
  bias: tf.Tensor | undefined,
  labels: tf.Tensor,
  negatives: tf.Tensor,
): Scores {
  const [rows = 1, size = 1] = hidden.shape;
  const count = negatives.size;
  const ids = tf.concat([labels, negatives]); // [R + N]
  const vectors = embeddingLookup(table, ids); // [R + N, D]
  const labelVectors = tf.slice(vectors, [0, 0], [rows, size]);
  const positive = tf.sum(tf.mul(hidden, labelVectors), -1);
  const negative = products(hidden, tf.slice(vectors, [rows, 0], [count, size]));
  if (bias === undefined) return { positive: positive as tf.Tensor1D, negative };
  const offsets = biasesOf(bias, ids);
  return {
    positive: tf.add(positive, tf.slice(offsets, 0, rows)),
    negative: tf.add(negative, tf.slice(offsets, rows, count)),
  };
}

/** Every row against negatives of its own. */
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
      // The product with its long side last, then turned, as in `tiedSoftmaxCrossEntropy`.
      transposed(tf.matMul(transposed(saved.hidden), dy as tf.Tensor2D)),
    ],
  );
  return scores as tf.Tensor2D;
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
