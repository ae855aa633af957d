import * as tf from '@tensorflow/tfjs-core';
import { integers, uniform } from './uniform.js';

interface Sizes {
  readonly rows: number;
  readonly size: number;
  readonly width: number;
  readonly count: number;
  /** The number of groups of rows with their own negatives; divides the rows. */
  readonly groups: number;
}

interface SampledSetting {
  /** hidden `[R, D]`, table `[W, D]`, bias `[W]` */
  readonly trained: readonly [tf.Tensor, tf.Tensor, tf.Tensor];
  readonly labels: tf.Tensor;
  readonly weights: tf.Tensor;
  readonly negatives: tf.Tensor;
  readonly negativeWeights: tf.Tensor;
  readonly logQ: tf.Tensor;
}

/**
 * A case of a loss over sampled items: random tensors, PAD and accidental hits among the negatives, a row without
 * weight and a group without negatives.
 */
export function sampledSetting({ rows, size, width, count, groups }: Sizes): SampledSetting {
  const shape = groups === 1 ? [count] : [groups, count];
  const labels = tf.add(integers('labels', [rows], width - 1), tf.scalar(1, 'int32'));
  const drawn = integers('negatives', shape, width); // 0, PAD, among them
  const ofLast = tf.reshape(tf.equal(tf.range(0, groups), groups - 1), [groups, 1]);
  const negatives = groups === 1 ? drawn : tf.where(ofLast, tf.zerosLike(drawn), drawn);
  return {
    trained: [
      uniform('hidden', [rows, size]),
      uniform('table', [width, size]),
      uniform('bias', [width]),
    ],
    labels,
    weights: tf.cast(tf.greater(uniform('weights', [rows]), -0.5), 'float32'),
    negatives,
    negativeWeights: tf.add(uniform('negative weights', shape), 1.25),
    logQ: tf.sub(uniform('log q', [width]), 2),
  };
}

/** Scores of labels `[R, 1]` and negatives `[R, N]`, the negatives, and how many times each counts. */
export interface DenseScores {
  readonly positive: tf.Tensor;
  readonly negative: tf.Tensor;
  readonly negatives: tf.Tensor;
  readonly counts: tf.Tensor;
}

/**
 * The same scores, computed slowly: picked by one-hot products from those of all items, with tfjs's own ops and
 * gradients.
 */
export function denseScores(
  [hidden, table, bias]: readonly tf.Tensor[],
  given: Pick<SampledSetting, 'labels' | 'negatives'> & {
    readonly negativeWeights?: tf.Tensor | undefined;
  },
): DenseScores {
  const [width = 1] = (table as tf.Tensor).shape;
  const [rows = 1] = given.labels.shape;
  const count = given.negatives.shape.at(-1) ?? 1;
  const all = tf.add(
    tf.matMul(hidden as tf.Tensor2D, table as tf.Tensor2D, false, true),
    bias ?? 0,
  );
  const ofEachRow = (tensor: tf.Tensor) => {
    const groups = tensor.size / count;
    const grouped = tf.reshape(tensor, [groups, 1, count]);
    return tf.reshape(tf.broadcastTo(grouped, [groups, rows / groups, count]), [rows, count]);
  };
  const negatives = ofEachRow(given.negatives);
  const pick = (indices: tf.Tensor, each: number) => {
    const chosen = tf.reshape(tf.oneHot(tf.cast(indices, 'int32') as tf.Tensor1D, width), [
      rows,
      each,
      width,
    ]);
    return tf.sum(tf.mul(tf.cast(chosen, 'float32'), tf.reshape(all, [rows, 1, width])), -1);
  };
  const counted = tf.mul(
    tf.cast(tf.notEqual(negatives, 0), 'float32'),
    tf.cast(tf.notEqual(negatives, tf.reshape(given.labels, [rows, 1])), 'float32'),
  );
  return {
    positive: pick(given.labels, 1), // [R, 1]
    negative: pick(negatives, count),
    negatives,
    counts:
      given.negativeWeights === undefined
        ? counted
        : tf.mul(counted, ofEachRow(given.negativeWeights)),
  };
}
