import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { activate } from './activation.js';
import { gelu } from './gelu.js';
import { relu } from './relu.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { uniform } from './testing/uniform.js';

describe('gelu', () => {
  it('gives the output and the gradient of PyTorch over -6..6', () => {
    const { inputs, output, upstream, gradients } = goldenCase('gelu');
    expectClose(gelu(golden(inputs, 'x')), unpack(output));
    const [dx] = gradientsOf(gelu, [golden(inputs, 'x')] as const, unpack(upstream));
    expectClose(dx, golden(gradients, 'x'));
  });

  it('is the exact form, which differs from the tanh approximation by 5e-4 at 2.3', () => {
    // 2.3 * Phi(2.3), Phi(2.3) = 0.9892758899783243; the approximation gives 2.2757.
    expect(gelu(tf.scalar(2.3)).dataSync()[0]).toBeCloseTo(2.2753345, 6);
  });
});

describe('relu', () => {
  it('is 0 below 0, and its gradient at 0 is 0', () => {
    const x = tf.tensor1d([-2, 0, 3]);
    expectClose(relu(x), tf.tensor1d([0, 0, 3]));
    const [dx] = gradientsOf(relu, [x] as const, tf.tensor1d([5, 5, 5]));
    expectClose(dx, tf.tensor1d([0, 0, 5]));
  });
});

describe('activate', () => {
  it('applies none, relu or gelu', () => {
    const x = tf.tensor1d([-1, 1]);
    expectClose(activate(x, 'none'), x);
    expectClose(activate(x, 'relu'), tf.tensor1d([0, 1]));
    expectClose(activate(x, 'gelu'), tf.tensor1d([-0.15865525, 0.84134475]));
  });

  it.each(['gelu', 'relu'] as const)('leaves no tensor behind: %s', (activation) => {
    const x = uniform('x', [3]);
    expectNoLeak(() => activate(x, activation));
    expectNoLeak(() => gradientsOf((y: tf.Tensor) => activate(y, activation), [x] as const));
  });
});
