import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bayesianPersonalizedRanking } from './bayesian-personalized-ranking.js';

describe('bayesianPersonalizedRanking', () => {
  const inputs = {
    hidden: tf.tensor2d([[1], [2]]),
    table: tf.tensor2d([[9], [2], [-1], [0.5]]),
    labels: tf.tensor1d([1, 2], 'int32'),
    weights: tf.tensor1d([1, 10]),
    negatives: tf.tensor2d([2, 3, 0, 2, 1, 1], [2, 3], 'int32'),
  };

  it('is, by hand: ln(1 + e^(s_n - s_y)) over the negatives that are neither PAD nor the label', () => {
    // Row 1: labels score 2, negatives -1 and 0.5. Row 2: -2 against 4 and 4; its own item 2 is an accidental hit.
    const first = 0.0485874 + 0.2014133;
    const second = 2 * 6.0024757;
    const loss = bayesianPersonalizedRanking(inputs).dataSync()[0];
    expect(loss).toBeCloseTo(first + 10 * second, 3);
  });

  it('stays exact if scores are far apart', () => {
    const table = tf.tensor2d([[0], [-400], [300], [0]]);
    const loss = bayesianPersonalizedRanking({ ...inputs, table }).dataSync()[0];
    expect(loss).toBeCloseTo(700 + 400, 2);
  });
});
