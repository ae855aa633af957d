import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { generalizedBinaryCrossEntropy } from './generalized-binary-cross-entropy.js';
import type { SampledLossInputs } from './sampled-scores.js';
import { sampledSoftmaxCrossEntropy } from './sampled-softmax-cross-entropy.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { expectNumericGradient } from './testing/numeric-gradient.js';
import { type DenseScores, denseScores, sampledSetting } from './testing/sampled-setting.js';

type Trained = [tf.Tensor, tf.Tensor, tf.Tensor];

/** The loss `[R, 1]` of each row, as in the papers. */
interface Formula {
  readonly loss: (inputs: SampledLossInputs & { readonly logQ: tf.Tensor }) => tf.Scalar;
  readonly byTheBook: (scores: DenseScores, logQ: tf.Tensor) => tf.Tensor;
}

const sumOfNegatives = (losses: tf.Tensor, { counts }: DenseScores) =>
  tf.sum(tf.mul(losses, counts), -1, true);

type Name =
  | 'sampledSoftmaxCrossEntropy'
  | 'binaryCrossEntropy'
  | 'generalizedBinaryCrossEntropy'
  | 'bayesianPersonalizedRanking';

const formulas: Readonly<Record<Name, Formula>> = {
  sampledSoftmaxCrossEntropy: {
    loss: sampledSoftmaxCrossEntropy,
    byTheBook: (scores, logQ) => {
      const { positive, negative, negatives } = scores;
      const drawn = tf.sum(tf.cast(tf.notEqual(negatives, 0), 'float32'), -1, true);
      const share = tf.mul(tf.exp(tf.gather(logQ, negatives as tf.Tensor1D)), drawn);
      const others = sumOfNegatives(tf.div(tf.exp(negative), tf.maximum(share, 1e-9)), scores);
      const label = tf.exp(positive);
      return tf.neg(tf.log(tf.div(label, tf.add(label, others))));
    },
  },
  binaryCrossEntropy: {
    loss: binaryCrossEntropy,
    byTheBook: (scores) =>
      tf.neg(
        tf.add(
          tf.log(tf.sigmoid(scores.positive)),
          sumOfNegatives(tf.log(tf.sub(1, tf.sigmoid(scores.negative))), scores),
        ),
      ),
  },
  generalizedBinaryCrossEntropy: {
    loss: (inputs) => generalizedBinaryCrossEntropy({ ...inputs, calibration: 0.5, itemCount: 41 }),
    byTheBook: (scores) => {
      // α = 6 / 40
      const power = 0.15 * (0.5 * (1 - 1 / 0.15) + 1 / 0.15);
      return tf.neg(
        tf.add(
          tf.log(tf.pow(tf.sigmoid(scores.positive), power)),
          sumOfNegatives(tf.log(tf.sub(1, tf.sigmoid(scores.negative))), scores),
        ),
      );
    },
  },
  bayesianPersonalizedRanking: {
    loss: bayesianPersonalizedRanking,
    byTheBook: (scores) =>
      tf.neg(sumOfNegatives(tf.log(tf.sigmoid(tf.sub(scores.positive, scores.negative))), scores)),
  },
};

describe.each(Object.entries(formulas) as [Name, Formula][])('%s', (name, { loss, byTheBook }) => {
  it('gives the loss and the gradients of PyTorch', () => {
    const { inputs, output, upstream, gradients } = goldenCase(name);
    const given = {
      labels: tf.cast(golden(inputs, 'labels'), 'int32'),
      weights: golden(inputs, 'weights'),
      negatives: tf.cast(golden(inputs, 'negatives'), 'int32'),
      logQ: golden(inputs, 'logQ'),
    };
    const ours = (...[hidden, table, bias]: Trained) =>
      name === 'generalizedBinaryCrossEntropy'
        ? generalizedBinaryCrossEntropy({
            ...{ hidden, table, bias, ...given, calibration: 0.75, itemCount: 8 },
          })
        : loss({ hidden, table, bias, ...given });
    const trained = ['hidden', 'table', 'bias'].map((part) => golden(inputs, part)) as Trained;
    expectClose(ours(...trained), unpack(output));
    const found = gradientsOf(ours, trained, unpack(upstream));
    for (const [i, part] of ['hidden', 'table', 'bias'].entries()) {
      expectClose(found[i] as tf.Tensor, golden(gradients, part));
    }
  });

  describe.each([
    ['of each row', 8],
    ['of each group of rows', 4],
    ['shared by all rows', 1],
  ] as const)('with negatives %s', (_name, groups) => {
    const { trained, ...given } = sampledSetting({
      rows: 8,
      size: 5,
      width: 11,
      count: 6,
      groups,
    });
    const ours = (...[hidden, table, bias]: Trained) => loss({ hidden, table, bias, ...given });

    it('equals the formula over scores picked from those of all items, gradients included', () => {
      const dense = (...args: Trained) => {
        const losses = byTheBook(denseScores(args, given), given.logQ);
        return tf.sum(tf.mul(tf.reshape(losses, [8]), given.weights));
      };
      expectClose(ours(...trained), dense(...trained));
      const found = gradientsOf(ours, trained);
      const wanted = gradientsOf(dense, trained);
      for (const i of [0, 1, 2] as const) expectClose(found[i], wanted[i], { tolerance: 4e-6 });
    });

    it('has the gradient that central differences give', () => {
      expectNumericGradient(ours as (...inputs: tf.Tensor[]) => tf.Tensor, trained);
    });

    it('by default counts negatives once, and uses no bias', () => {
      const [hidden, table, bias] = trained;
      const { negativeWeights, ...others } = given;
      const plain = loss({ hidden, table, ...others });
      const said = loss({
        hidden,
        table,
        bias: tf.zerosLike(bias),
        ...others,
        negativeWeights: tf.onesLike(negativeWeights),
      });
      expectClose(plain, said);
    });

    it('adds up over the parts of a batch', () => {
      const [hidden, table, bias] = trained;
      const part = (start: number, rows: number) =>
        loss({
          ...given,
          table,
          bias,
          hidden: tf.slice(hidden, [start, 0], [rows, 5]),
          labels: tf.slice(given.labels, start, rows),
          weights: tf.slice(given.weights, start, rows),
          ...(groups > 1 && {
            negatives: tf.slice(given.negatives, (start * groups) / 8, (rows * groups) / 8),
            negativeWeights: tf.slice(
              given.negativeWeights,
              (start * groups) / 8,
              (rows * groups) / 8,
            ),
          }),
        });
      expectClose(tf.add(part(0, 2), part(2, 6)), ours(...trained));
    });

    it('leaves no tensor behind, trained or not', () => {
      expectNoLeak(() => ours(...trained));
      expectNoLeak(() => gradientsOf(ours, trained));
    });
  });

  it('refuses negatives that do not fit the rows, and weights that do not fit them', () => {
    const { trained, ...given } = sampledSetting({
      rows: 3,
      size: 2,
      width: 5,
      count: 2,
      groups: 3,
    });
    const [hidden, table] = trained;
    const negatives = tf.zeros([2, 2], 'int32');
    expect(() => loss({ hidden, table, ...given, negatives })).toThrow(
      'negatives: expected [N], shared by all 3 rows, or [G, N] for G groups that divide them, got [2, 2]',
    );
    const negativeWeights = tf.ones([2]);
    expect(() => loss({ hidden, table, ...given, negativeWeights })).toThrow(
      'negativeWeights: expected the shape of the negatives, [3, 2], got [2]',
    );
  });
});

// β is 1, or for gBCE with α = 6 / 40 and t = 0.5 it is 0.575.
it.each([
  ['binaryCrossEntropy', binaryCrossEntropy, 1],
  ['generalizedBinaryCrossEntropy', generalizedBinaryCrossEntropy, 0.575],
] as const)(
  '%s, balanced, equals the loss of scores with a bias of log(β / N) for each item',
  (_name, loss, power) => {
    const { trained, ...given } = sampledSetting({
      rows: 4,
      size: 5,
      width: 11,
      count: 6,
      groups: 2,
    });
    const [hidden, table, bias] = trained;
    const others = { hidden, table, ...given, calibration: 0.5, itemCount: 41 };
    expectClose(
      loss({ ...others, bias, balanced: true }),
      loss({ ...others, bias: tf.add(bias, Math.log(power / 6)) }),
    );
  },
);
