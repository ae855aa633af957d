import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { layerNorm } from './layer-norm.js';
import { golden, goldenCase, unpack } from './testing/golden.js';
import { expectNumericGradient } from './testing/numeric-gradient.js';
import { uniform } from './testing/uniform.js';

const stockNorm = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(variance)), gamma), beta);
};

describe('layerNorm', () => {
  it.each(['layerNorm', 'layerNormWide'] as const)(
    'gives the output and the gradients of PyTorch: %s',
    (name) => {
      const { inputs, output, upstream, gradients, epsilon } = goldenCase(name);
      const normalize = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        layerNorm(x, gamma, beta, epsilon);
      const trained = [
        golden(inputs, 'x'),
        golden(inputs, 'gamma'),
        golden(inputs, 'beta'),
      ] as const;
      expectClose(normalize(...trained), unpack(output));
      const [dx, dGamma, dBeta] = gradientsOf(normalize, trained, unpack(upstream));
      expectClose(dx, golden(gradients, 'x'));
      expectClose(dGamma, golden(gradients, 'gamma'));
      expectClose(dBeta, golden(gradients, 'beta'));
    },
  );

  it('is, by hand, ±1 for 1 and 3, which are one deviation from their mean', () => {
    const y = layerNorm(tf.tensor2d([[1, 3]]), tf.tensor1d([10, 10]), tf.tensor1d([0.5, 0.5]));
    expectClose(y, tf.tensor2d([[-9.5, 10.5]]));
  });

  it('keeps a constant row finite, and its gradient', () => {
    const inputs = [tf.fill([2, 64], 0.1), tf.ones([64]), tf.zeros([64])] as const;
    expect(
      layerNorm(...inputs)
        .dataSync()
        .every(Number.isFinite),
    ).toBe(true);
    for (const gradient of gradientsOf(layerNorm, inputs, uniform('dy', [2, 64]))) {
      expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    }
  });

  it('has the gradient of central differences', () => {
    const upstream = uniform('upstream', [3, 2, 5]);
    expectNumericGradient(
      (x, gamma, beta) => tf.sum(tf.mul(layerNorm(x, gamma, beta), upstream)),
      [uniform('x', [3, 2, 5]), uniform('gamma', [5]), uniform('beta', [5])],
    );
  });

  it("has the gradient of tfjs's ops at the sizes of a real model", () => {
    const inputs = [
      uniform('x', [16, 200, 64]),
      uniform('gamma', [64]),
      uniform('beta', [64]),
    ] as const;
    const upstream = uniform('upstream', [16, 200, 64]);
    const ours = gradientsOf(layerNorm, inputs, upstream);
    const stock = gradientsOf(stockNorm, inputs, upstream);
    // Sums over 3,200 rows differ by their order.
    for (const i of [0, 1, 2] as const) expectClose(ours[i], stock[i], { tolerance: 1e-5 });
  });

  it('leaves no tensor behind, trained or not', () => {
    const inputs = [uniform('x', [2, 5]), uniform('gamma', [5]), uniform('beta', [5])] as const;
    expectNoLeak(() => layerNorm(...inputs));
    expectNoLeak(() => gradientsOf(layerNorm, inputs));
  });
});
