import '@tensorflow/tfjs-backend-cpu';
import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, gradientsOf } from '../../../testing/expect-tensor.js';
import { sampledSoftmaxCrossEntropy } from './sampled-softmax-cross-entropy.js';
import { integers, uniform } from './testing/uniform.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

const number = (loss: tf.Scalar) => loss.dataSync()[0] ?? Number.NaN;

describe('sampledSoftmaxCrossEntropy', () => {
  const inputs = {
    hidden: tf.ones([1, 1]),
    table: tf.tensor2d([[9], [Math.log(6)], [Math.log(2)], [0]]),
    labels: tf.tensor1d([1], 'int32'),
    weights: tf.tensor1d([3]),
    negatives: tf.tensor2d([[2, 3]], [1, 2], 'int32'),
  };

  it('is, by hand and without correction, the softmax of the label among its negatives', () => {
    // 6 / (6 + 2 + 1)
    expect(number(sampledSoftmaxCrossEntropy(inputs))).toBeCloseTo(3 * Math.log(1.5), 5);
  });

  it('equals the loss worked out by hand, in which each negative represents 1 / (N q) items', () => {
    const logQ = tf.log(tf.tensor1d([1, 1, 0.25, 0.05]));
    // 2 negatives: 6 / (6 + 2 / 0.5 + 1 / 0.1)
    const loss = number(sampledSoftmaxCrossEntropy({ ...inputs, logQ }));
    expect(loss).toBeCloseTo(3 * Math.log(20 / 6), 5);
  });

  it('counts an accidental hit as a draw without an item, and PAD as no draw', () => {
    const logQ = tf.log(tf.tensor1d([1, 1, 0.25, 0.05]));
    const negatives = tf.tensor1d([2, 0, 1, 3, 0, 1], 'int32');
    // 4 draws, 2 of them hits: 6 / (6 + 2 / 1 + 1 / 0.2)
    const loss = number(sampledSoftmaxCrossEntropy({ ...inputs, negatives, logQ }));
    expect(loss).toBeCloseTo(3 * Math.log(13 / 6), 5);
  });

  it('counts a negative as often as its weight says', () => {
    const negativeWeights = tf.tensor2d([[3, 0]]);
    // 6 / (6 + 3 * 2)
    const loss = number(sampledSoftmaxCrossEntropy({ ...inputs, negativeWeights }));
    expect(loss).toBeCloseTo(3 * Math.log(2), 5);
  });

  it('is 0, gradients included, if no negative is left', () => {
    const negatives = tf.tensor1d([0, 1], 'int32');
    const loss = (hidden: tf.Tensor, table: tf.Tensor) =>
      sampledSoftmaxCrossEntropy({ ...inputs, hidden, table, negatives, logQ: tf.zeros([4]) });
    expect(number(loss(inputs.hidden, inputs.table))).toBe(0);
    const [dHidden, dTable] = gradientsOf(loss, [inputs.hidden, inputs.table] as const);
    expect([...dHidden.dataSync(), ...dTable.dataSync()].every((value) => value === 0)).toBe(true);
  });

  it('stays exact if scores are far apart', () => {
    const table = tf.tensor2d([[0], [-400], [300], [0]]);
    expect(number(sampledSoftmaxCrossEntropy({ ...inputs, table }))).toBeCloseTo(3 * 700, 2);
  });

  describe('against the softmax of the whole table', () => {
    const width = 12;
    const trained = [
      uniform('hidden', [5, 4]),
      tf.mul(uniform('table', [width, 4]), 2),
      uniform('bias', [width]),
    ] as const;
    const labels = tf.add(integers('labels', [5], width - 1), tf.scalar(1, 'int32'));
    const weights = tf.tensor1d([1, 0, 1, 2, 1]);
    type Trained = [tf.Tensor, tf.Tensor, tf.Tensor];
    /** Without row 0, which is PAD and cannot be a negative. */
    const full = (...[hidden, table, bias]: Trained) =>
      tiedSoftmaxCrossEntropy({
        hidden,
        table,
        bias: tf.sub(bias, tf.tensor1d([1e9, ...new Array<number>(width - 1).fill(0)])),
        labels,
        weights,
      });
    const sampled =
      (negatives: tf.Tensor, logQ: tf.Tensor) =>
      (...[hidden, table, bias]: Trained) =>
        sampledSoftmaxCrossEntropy({ hidden, table, bias, labels, weights, negatives, logQ });

    it('is the same when every item is a negative once', () => {
      const everyItem = tf.range(1, width, 1, 'int32');
      const logQ = tf.fill([width], -Math.log(width - 1));
      const loss = sampled(everyItem, logQ);
      expectClose(loss(...trained), full(...trained));
      const ours = gradientsOf(loss, trained);
      const theirs = gradientsOf(full, trained);
      for (const i of [0, 1, 2] as const) expectClose(ours[i], theirs[i]);
    });

    /** The error of the table's gradient, averaged over draws, relative to the full gradient's norm. */
    const error = (count: number, corrected: boolean): number => {
      const popularity = Array.from({ length: width }, (_, item) => (item === 0 ? 0 : 1 / item));
      const total = popularity.reduce((sum, weight) => sum + weight, 0);
      const logQ = tf.tensor1d(
        popularity.map((weight) => (corrected && weight > 0 ? Math.log(weight / total) : -2.4)),
      );
      const exact = gradientsOf(full, trained)[1];
      const random = Random.of('draws', count);
      let sum = 0;
      for (let trial = 0; trial < 20; trial += 1) {
        const negatives = Array.from({ length: count }, () => {
          let left = random.float() * total;
          return Math.max(
            1,
            popularity.findIndex((weight) => {
              left -= weight;
              return left < 0;
            }),
          );
        });
        const loss = sampled(tf.tensor1d(negatives, 'int32'), logQ);
        const [, dTable] = gradientsOf(loss, trained);
        sum += tf.norm(tf.sub(dTable, exact)).dataSync()[0] ?? Number.NaN;
      }
      return sum / 20 / (tf.norm(exact).dataSync()[0] ?? Number.NaN);
    };

    it('comes closer with the square root of the number of draws, for draws by popularity', () => {
      const [few, many] = [error(64, true), error(4096, true)];
      expect(few).toBeLessThan(0.5);
      // 64 times as many draws: an eighth of the error.
      expect(few / many).toBeGreaterThan(5);
      expect(few / many).toBeLessThan(12);
    });

    it('does not come closer when popular draws are taken for uniform ones', () => {
      expect(error(4096, false)).toBeGreaterThan(10 * error(4096, true));
    });
  });
});
