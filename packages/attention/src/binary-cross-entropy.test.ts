import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { generalizedBinaryCrossEntropy } from './generalized-binary-cross-entropy.js';

/** Scores equal the table's numbers, because hidden is 1 and D is 1. */
const scored = (scores: number[], labels: number[], negatives: tf.Tensor) => ({
  hidden: tf.ones([labels.length, 1]),
  table: tf.tensor2d(scores, [scores.length, 1]),
  labels: tf.tensor1d(labels, 'int32'),
  weights: tf.ones([labels.length]),
  negatives,
});

const number = (loss: tf.Scalar) => loss.dataSync()[0] ?? Number.NaN;

describe('binaryCrossEntropy', () => {
  it('is, by hand: ln(1 + e^-s) of the label plus ln(1 + e^s) of each negative', () => {
    const inputs = scored([0, 2, -1, 0.5], [1], tf.tensor2d([[2, 3]], [1, 2], 'int32'));
    // ln(1 + e^-2) + ln(1 + e^-1) + ln(1 + e^0.5)
    expect(number(binaryCrossEntropy(inputs))).toBeCloseTo(0.126928 + 0.313262 + 0.974077, 5);
  });

  it('leaves out PAD and the label itself, and applies the weights of rows and negatives', () => {
    const inputs = {
      ...scored([9, 2, -1, 0.5], [1, 2], tf.tensor1d([0, 1, 3], 'int32')),
      weights: tf.tensor1d([1, 10]),
      negativeWeights: tf.tensor1d([7, 2, 3]),
    };
    const first = 0.126928 + 3 * 0.974077;
    const second = 1.313262 + 2 * 2.126928 + 3 * 0.974077;
    expect(number(binaryCrossEntropy(inputs))).toBeCloseTo(first + 10 * second, 3);
  });

  it('stays exact where a probability rounds to 0 or to 1', () => {
    const inputs = scored([0, -300, 200], [1], tf.tensor2d([[2]], [1, 1], 'int32'));
    expect(number(binaryCrossEntropy(inputs))).toBeCloseTo(500, 3);
  });
});

describe('generalizedBinaryCrossEntropy', () => {
  const inputs = scored([0, 2, -1, 0.5], [1], tf.tensor2d([[2, 3]], [1, 2], 'int32'));

  it('raises the probability of the label to the power β', () => {
    // V = 9: α = 2 / 8, β = 0.25 * (0.75 * (1 - 4) + 4) = 0.4375.
    const loss = generalizedBinaryCrossEntropy({ ...inputs, calibration: 0.75, itemCount: 9 });
    expect(number(loss)).toBeCloseTo(0.4375 * 0.126928 + 0.313262 + 0.974077, 5);
  });

  it('is binary cross-entropy without calibration, or when all items are drawn', () => {
    const plain = number(binaryCrossEntropy(inputs));
    for (const [calibration, itemCount] of [
      [0, 9],
      [1, 3],
    ] as const) {
      const loss = generalizedBinaryCrossEntropy({ ...inputs, calibration, itemCount });
      expect(number(loss)).toBeCloseTo(plain, 6);
    }
  });

  it('refuses a calibration outside of 0..1, and a catalogue of one item', () => {
    const loss = (calibration: number, itemCount: number) => () =>
      generalizedBinaryCrossEntropy({ ...inputs, calibration, itemCount });
    expect(loss(1.5, 9)).toThrow('calibration lies in 0..1, got 1.5');
    expect(loss(0.5, 1)).toThrow('itemCount is a whole number of at least 2, got 1');
  });
});
