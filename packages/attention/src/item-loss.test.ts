import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, gradientsOf } from '../../../testing/expect-tensor.js';
import { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { generalizedBinaryCrossEntropy } from './generalized-binary-cross-entropy.js';
import { itemLoss } from './item-loss.js';
import { type ItemLoss, itemLossKinds } from './item-losses.js';
import { sampledSoftmaxCrossEntropy } from './sampled-softmax-cross-entropy.js';
import { sampledSetting } from './testing/sampled-setting.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

const { trained, ...given } = sampledSetting({
  rows: 6,
  size: 4,
  width: 10,
  count: 3,
  groups: 6,
});
const [hidden, table, bias] = trained;
const rows = { hidden, table, bias, ...given };
/** The same as a batch of 2 sequences with 3 prediction slots. */
const batch = {
  table,
  bias,
  itemCount: 9,
  hidden: tf.reshape(hidden, [2, 3, 4]),
  labels: tf.reshape(given.labels, [2, 3]),
  weights: tf.reshape(given.weights, [2, 3]),
  negatives: tf.reshape(given.negatives, [2, 3, 3]),
  negativeWeights: tf.reshape(given.negativeWeights, [2, 3, 3]),
  logQ: given.logQ,
};

describe('itemLoss', () => {
  const named: readonly (readonly [ItemLoss, tf.Scalar])[] = [
    [{ kind: 'softmax' }, tiedSoftmaxCrossEntropy(rows)],
    [{ kind: 'sampled-softmax' }, sampledSoftmaxCrossEntropy(rows)],
    [{ kind: 'bce' }, binaryCrossEntropy({ ...rows, balanced: true })],
    [
      { kind: 'gbce', t: 0.75 },
      generalizedBinaryCrossEntropy({
        ...rows,
        calibration: 0.75,
        itemCount: 9,
        balanced: true,
      }),
    ],
    [{ kind: 'bpr' }, bayesianPersonalizedRanking(rows)],
  ];

  it.each(named)('of %j equals the function of its name over all rows', (loss, expected) => {
    expectClose(itemLoss(loss, batch), expected);
  });

  it.each([
    ['all rows', [3], [3, 0, 7]],
    ['the rows of a sequence', [2, 3], [3, 0, 7, 1, 2, 9]],
  ] as const)('accepts negatives that %s share', (_name, shape, items) => {
    const negatives = tf.tensor(items as readonly number[] as number[], [...shape], 'int32');
    const { negativeWeights: _, ...others } = batch;
    const { negativeWeights: __, ...otherRows } = rows;
    expectClose(
      itemLoss({ kind: 'bce' }, { ...others, negatives }),
      binaryCrossEntropy({ ...otherRows, negatives, balanced: true }),
    );
  });

  it.each([{ kind: 'bce' }, { kind: 'gbce', t: 0.75 }] as const)(
    'of %j has gradients of equal size for a label and for its negatives, if all scores are equal',
    (loss) => {
      const count = 8; // and none of them PAD or the label
      const labels = tf.tensor1d([1, 2], 'int32');
      const negatives = tf.range(3, 3 + count, 1, 'int32');
      const given = { itemCount: 99, labels, weights: tf.ones([2]), negatives };
      const pull = gradientsOf(
        (bias) =>
          itemLoss(loss, { ...given, hidden: tf.zeros([2, 4]), table: tf.ones([11, 4]), bias }),
        [tf.zeros([11])],
      )[0];
      const [up, down] = [tf.slice(pull, 1, 2), tf.slice(pull, 3, count)].map((part) =>
        tf.sum(part).arraySync(),
      ) as [number, number];
      expect(up).toBeLessThan(0);
      expect(down).toBeCloseTo(-up, 6);
    },
  );

  it('of bce with one negative is the published loss', () => {
    const negatives = tf.tensor1d([3], 'int32');
    const { negativeWeights: _, ...others } = batch;
    const { negativeWeights: __, ...otherRows } = rows;
    expectClose(
      itemLoss({ kind: 'bce' }, { ...others, negatives }),
      binaryCrossEntropy({ ...otherRows, negatives }),
    );
  });

  it('needs negatives for all losses except the full softmax', () => {
    const { negatives: _, negativeWeights: __, ...others } = batch;
    expect(() => itemLoss({ kind: 'bpr' }, others)).toThrow(
      "itemLoss: the loss 'bpr' needs negatives, and the batch has none",
    );
    expect(itemLoss({ kind: 'softmax' }, others).rank).toBe(0);
  });

  it('refuses an unknown loss', () => {
    expect(() => itemLoss({ kind: 'none' } as unknown as ItemLoss, batch)).toThrow(
      `no loss is called "none"; there are ${itemLossKinds.join(', ')}`,
    );
  });
});
