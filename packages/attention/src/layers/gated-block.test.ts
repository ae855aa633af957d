import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import document from '../testing/gated-block.golden.json' with { type: 'json' };
import { unpack } from '../testing/golden.js';
import { TransformerBlock } from './transformer-block.js';

type Packed = Parameters<typeof unpack>[0];

const weights: Readonly<Record<string, Packed>> = document.weights;
const gradients: Readonly<Record<string, Packed>> = document.gradients;
const named = (packed: Readonly<Record<string, Packed>>, name: string) => {
  const found = packed[name];
  if (found === undefined) throw new Error(`no golden tensor ${name}`);
  return unpack(found);
};

const gated = { norm: 'pre', gated: true, activation: 'swiglu', causal: true } as const;

it("equals PyTorch's output and gradients of the input and of every weight", () => {
  const block = new TransformerBlock({ ...document.options, ...gated, name: 'block', seed: 1 });
  const x = unpack(document.x);
  block.apply(x);
  const names = block.weights.map(({ originalName }) => originalName.replace('block/', ''));
  expect([...names].sort()).toEqual(Object.keys(weights).sort());
  block.setWeights(names.map((name) => named(weights, name)));
  expectClose(block.apply(x), unpack(document.output), { tolerance: 5e-6 });

  const upstream = unpack(document.upstream);
  const loss = (y: tf.Tensor) => tf.sum(tf.mul(block.apply(y), upstream)) as tf.Scalar;
  expectClose(tf.grad(loss)(x), named(gradients, 'x'), { tolerance: 1e-5 });
  const variables = block.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = tf.variableGrads(() => loss(x), variables);
  names.forEach((name, i) => {
    const gradient = grads[variables[i]?.name ?? ''] as tf.Tensor;
    expectClose(gradient, named(gradients, name), { tolerance: 1e-5 });
  });
});

it('is saved with its gates, and other blocks are saved as before', () => {
  const block = new TransformerBlock({ ...gated, heads: 2, innerSize: 4, seed: 1 });
  expect(new TransformerBlock(block.getConfig() as never).settings.gated).toBe(true);
  const plain = new TransformerBlock({ heads: 2, innerSize: 4, seed: 1 });
  expect(plain.getConfig()).not.toHaveProperty('gated');
});

it('needs its normalization before each sublayer', () => {
  const options = { name: 'block', heads: 2, innerSize: 4, seed: 1, gated: true };
  expect(() => new TransformerBlock({ ...options, norm: 'post' })).toThrow(
    "block: gated needs the norm 'pre', got 'post'",
  );
});
