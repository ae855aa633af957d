import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { expectClose, gradientsOf } from '../../../testing/expect-tensor.js';
import { gelu } from './gelu.js';
import { scaledDotProductAttention } from './scaled-dot-product-attention.js';

describe("a backend's own kernels", () => {
  afterEach(() => {
    for (const kernelName of ['OrgGelu', 'OrgScaledDotProductAttention']) {
      if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
    }
  });

  it('are used, forwards and backwards, once registered', () => {
    const x = tf.tensor1d([1, 2]);
    tf.registerKernel({
      kernelName: 'OrgGelu',
      backendName: 'cpu',
      // A second output, for the gradient.
      kernelFunc: ({ inputs }) => [tf.mul(inputs.x as tf.Tensor, 100), tf.scalar(7)],
    });
    tf.registerGradient({
      kernelName: 'OrgGelu',
      outputsToSave: [false, true],
      gradFunc: (dy, [saved]) => ({
        x: () => tf.mul((dy as tf.Tensor[])[0] as tf.Tensor, saved as tf.Tensor),
      }),
    });
    expectClose(gelu(x), tf.tensor1d([100, 200]));
    const [dx] = gradientsOf(gelu, [x] as const);
    expectClose(dx, tf.tensor1d([7, 7]));
    tf.unregisterGradient('OrgGelu');
  });

  it('get the given inputs by name, and the attributes', () => {
    let seen: unknown;
    tf.registerKernel({
      kernelName: 'OrgScaledDotProductAttention',
      backendName: 'cpu',
      kernelFunc: ({ inputs, attrs }) => {
        seen = { inputs: Object.keys(inputs), attrs };
        return tf.clone(inputs.query as tf.Tensor);
      },
    });
    const x = tf.zeros([1, 1, 2, 4]);
    scaledDotProductAttention(x, x, x, { mask: tf.zeros([1, 1, 1, 2]) });
    expect(seen).toEqual({
      inputs: ['query', 'key', 'value', 'mask'],
      attrs: { scale: 0.5, rate: 0 },
    });
  });
});
