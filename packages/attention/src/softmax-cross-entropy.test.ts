import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { expectNumericGradient } from './testing/numeric-gradient.js';
import { integers, uniform } from './testing/uniform.js';
import { tiedItemScores } from './tied-item-scores.js';
import { tiedSoftmaxCrossEntropy } from './tied-softmax-cross-entropy.js';

describe('softmaxCrossEntropy', () => {
  it('gives the loss and the gradient of PyTorch, for a row of logits 350 apart too', () => {
    const { inputs, output, upstream, gradients } = goldenCase('softmaxCrossEntropy');
    const labels = tf.cast(golden(inputs, 'labels'), 'int32');
    const weights = golden(inputs, 'weights');
    const loss = (logits: tf.Tensor) => softmaxCrossEntropy(logits, labels, weights);
    expectClose(loss(golden(inputs, 'logits')), unpack(output));
    const [dLogits] = gradientsOf(loss, [golden(inputs, 'logits')] as const, unpack(upstream));
    expectClose(dLogits, golden(gradients, 'logits'));
  });

  it('is, by hand: ln 4 for four equal logits, times the weight; a row of weight 0 does not count', () => {
    const logits = tf.tensor2d([7, 7, 7, 7, 1, 2, 3, 4], [2, 4]);
    const loss = softmaxCrossEntropy(logits, tf.tensor1d([2, 0], 'int32'), tf.tensor1d([3, 0]));
    expect(loss.dataSync()[0]).toBeCloseTo(3 * Math.log(4), 5);
  });

  it('adds up over the parts of a batch', () => {
    const logits = uniform('logits', [6, 9]);
    const labels = integers('labels', [6], 9);
    const weights = tf.abs(uniform('weights', [6]));
    const part = (start: number) =>
      softmaxCrossEntropy(
        tf.slice(logits, [start, 0], [3, 9]),
        tf.slice(labels, [start], [3]),
        tf.slice(weights, [start], [3]),
      );
    expectClose(tf.add(part(0), part(3)), softmaxCrossEntropy(logits, labels, weights));
  });

  it('leaves no tensor behind, trained or not', () => {
    const labels = integers('labels', [4], 5);
    const weights = tf.ones([4]);
    const loss = (logits: tf.Tensor) => softmaxCrossEntropy(logits, labels, weights);
    const logits = uniform('logits', [4, 5]);
    expectNoLeak(() => loss(logits));
    expectNoLeak(() => gradientsOf(loss, [logits] as const));
  });
});

describe('tiedSoftmaxCrossEntropy', () => {
  const setting = (rows: number, size: number, width: number) => ({
    trained: [
      uniform('hidden', [rows, size]),
      uniform('table', [width, size]),
      uniform('bias', [width]),
    ] as const,
    labels: integers('labels', [rows], width),
    weights: tf.cast(tf.greater(uniform('weights', [rows]), -0.5), 'float32'),
  });

  it('gives the loss and the gradients of PyTorch', () => {
    const { inputs, output, upstream, gradients } = goldenCase('tiedSoftmaxCrossEntropy');
    const labels = tf.cast(golden(inputs, 'labels'), 'int32');
    const weights = golden(inputs, 'weights');
    const loss = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) =>
      tiedSoftmaxCrossEntropy({ hidden, table, bias, labels, weights });
    const trained = [
      golden(inputs, 'hidden'),
      golden(inputs, 'table'),
      golden(inputs, 'bias'),
    ] as const;
    expectClose(loss(...trained), unpack(output));
    const [dHidden, dTable, dBias] = gradientsOf(loss, trained, unpack(upstream));
    expectClose(dHidden, golden(gradients, 'hidden'));
    expectClose(dTable, golden(gradients, 'table'));
    expectClose(dBias, golden(gradients, 'bias'));
  });

  it('has the gradient that central differences give', () => {
    const { trained, labels, weights } = setting(6, 4, 9);
    expectNumericGradient(
      (hidden, table, bias) => tiedSoftmaxCrossEntropy({ hidden, table, bias, labels, weights }),
      trained,
    );
  });

  it('equals the plain cross-entropy of the tied scores at the sizes of a real model', () => {
    const { trained, labels, weights } = setting(40, 64, 3_422);
    const fused = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) =>
      tiedSoftmaxCrossEntropy({ hidden, table, bias, labels, weights });
    // tfjs's own ops and gradients, with the one-hot labels that the fused form avoids.
    const stock = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) => {
      const logits = tf.add(tf.matMul(hidden, table, false, true), bias);
      const oneHot = tf.oneHot(labels as tf.Tensor1D, 3_422);
      const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), -1));
      return tf.sum(tf.mul(losses, weights));
    };
    expectClose(fused(...trained), stock(...trained));
    const ours = gradientsOf(fused, trained);
    const theirs = gradientsOf(stock, trained);
    for (const i of [0, 1, 2] as const) expectClose(ours[i], theirs[i]);
  });

  it('equals the sum of its unfused parts, gradients included', () => {
    const { trained, labels, weights } = setting(12, 8, 30);
    const fused = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) =>
      tiedSoftmaxCrossEntropy({ hidden, table, bias, labels, weights });
    const parts = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) =>
      softmaxCrossEntropy(tiedItemScores(hidden, table, bias), labels, weights);
    expectClose(fused(...trained), parts(...trained));
    const ours = gradientsOf(fused, trained);
    const theirs = gradientsOf(parts, trained);
    for (const i of [0, 1, 2] as const) expectClose(ours[i], theirs[i]);
  });

  it('stays exact where the label has a probability that float32 cannot hold', () => {
    const loss = tiedSoftmaxCrossEntropy({
      hidden: tf.tensor2d([[10]]),
      table: tf.tensor2d([[20], [-20]]),
      bias: tf.zeros([2]),
      labels: tf.tensor1d([1], 'int32'),
      weights: tf.ones([1]),
    });
    expect(loss.dataSync()[0]).toBeCloseTo(400, 3);
  });

  it('leaves no tensor behind, trained or not', () => {
    const { trained, labels, weights } = setting(4, 3, 7);
    const loss = (hidden: tf.Tensor, table: tf.Tensor, bias: tf.Tensor) =>
      tiedSoftmaxCrossEntropy({ hidden, table, bias, labels, weights });
    expectNoLeak(() => loss(...trained));
    expectNoLeak(() => gradientsOf(loss, trained));
  });
});

describe('tiedItemScores', () => {
  it('is, by hand: the products with every row, plus its bias', () => {
    const hidden = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
    const table = tf.tensor2d([1, 0, 0, 1, 1, 1], [3, 2]);
    const scores = tiedItemScores(hidden, table, tf.tensor1d([0, 0.5, 100]));
    expectClose(scores, tf.tensor3d([1, 2.5, 103, 3, 4.5, 107], [1, 2, 3]));
  });
});
