import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import {
  dropout,
  embeddingLookup,
  gelu,
  layerNorm,
  linear,
  scaledDotProductAttention,
  tiedSoftmaxCrossEntropy,
} from '@org/attention';
import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { configureOnnxBackend } from '../index.js';
import { fusedTable } from './fused-table.js';

/** Arrays and shapes of the input tensors, by name. */
interface Inputs {
  readonly [name: string]: { readonly data: Float32Array | Int32Array; readonly shape: number[] };
}

interface Case {
  readonly kernel: string;
  /** Distinguishes cases of one kernel. */
  readonly about?: string;
  readonly inputs: Inputs;
  readonly differentiable: readonly string[];
  readonly form: (tensors: Record<string, tf.Tensor>) => tf.Tensor;
}

const random = Random.of('fused-operations');

function normal(...shape: number[]) {
  const data = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < data.length; i += 1) data[i] = random.normal();
  return { data, shape };
}

function integers(limit: number, ...shape: number[]) {
  const data = new Int32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < data.length; i += 1) data[i] = random.integer(limit);
  return { data, shape };
}

const at = (tensors: Record<string, tf.Tensor>, name: string): tf.Tensor => {
  const tensor = tensors[name];
  if (tensor === undefined) throw new TypeError(`no input ${name}`);
  return tensor;
};

/** Sizes of a piece of a training batch: B 16, T 200, D 64, H 2, table width W 3,422. */
const cases: readonly Case[] = [
  {
    kernel: 'OrgLayerNorm',
    inputs: { x: normal(16, 200, 64), gamma: normal(64), beta: normal(64) },
    differentiable: ['x', 'gamma', 'beta'],
    form: (t) => layerNorm(at(t, 'x'), at(t, 'gamma'), at(t, 'beta')),
  },
  {
    kernel: 'OrgGelu',
    inputs: { x: normal(16, 200, 256) },
    differentiable: ['x'],
    form: (t) => gelu(at(t, 'x')),
  },
  {
    kernel: 'OrgLinear',
    inputs: { x: normal(16, 200, 64), kernel: normal(64, 256), bias: normal(256) },
    differentiable: ['x', 'kernel', 'bias'],
    form: (t) => linear(at(t, 'x'), { kernel: at(t, 'kernel'), bias: at(t, 'bias') }),
  },
  {
    kernel: 'OrgLinear',
    about: 'to fewer features',
    inputs: { x: normal(16, 200, 256), kernel: normal(256, 64), bias: normal(64) },
    differentiable: ['x', 'kernel', 'bias'],
    form: (t) => linear(at(t, 'x'), { kernel: at(t, 'kernel'), bias: at(t, 'bias') }),
  },
  {
    kernel: 'OrgDropout',
    inputs: { x: normal(16, 200, 64), keep: integers(2, 16, 200, 64) },
    differentiable: ['x'],
    form: (t) => dropout(at(t, 'x'), { rate: 0.2, keep: tf.cast(at(t, 'keep'), 'bool') }),
  },
  {
    kernel: 'OrgEmbeddingLookup',
    inputs: { table: normal(3422, 64), indices: integers(300, 16, 200) },
    differentiable: ['table'],
    form: (t) => embeddingLookup(at(t, 'table'), at(t, 'indices')),
  },
  {
    kernel: 'OrgScaledDotProductAttention',
    inputs: {
      query: normal(4, 2, 200, 32),
      key: normal(4, 2, 200, 32),
      value: normal(4, 2, 200, 32),
      open: integers(2, 4, 1, 1, 200),
      keep: integers(2, 4, 2, 200, 200),
    },
    differentiable: ['query', 'key', 'value'],
    form: (t) =>
      scaledDotProductAttention(at(t, 'query'), at(t, 'key'), at(t, 'value'), {
        mask: tf.mul(tf.sub(1, tf.cast(at(t, 'open'), 'float32')), -1e9),
        dropout: { rate: 0.2, keep: tf.cast(at(t, 'keep'), 'bool') },
      }),
  },
  {
    kernel: 'OrgScaledDotProductAttention',
    about: 'of 40 slots, without dropout',
    inputs: {
      query: normal(8, 2, 40, 32),
      key: normal(8, 2, 200, 32),
      value: normal(8, 2, 200, 32),
    },
    differentiable: ['query', 'key', 'value'],
    form: (t) => scaledDotProductAttention(at(t, 'query'), at(t, 'key'), at(t, 'value')),
  },
  {
    kernel: 'OrgTiedSoftmaxCrossEntropy',
    inputs: {
      hidden: normal(160, 64),
      table: normal(3422, 64),
      bias: normal(3422),
      labels: integers(3422, 160),
      weights: normal(160),
    },
    differentiable: ['hidden', 'table', 'bias'],
    form: (t) =>
      tiedSoftmaxCrossEntropy({
        hidden: at(t, 'hidden'),
        table: at(t, 'table'),
        bias: at(t, 'bias'),
        labels: at(t, 'labels'),
        weights: at(t, 'weights'),
      }),
  },
];

/** Computes the result, and the gradients of its weighted sum, on a backend. */
async function evaluate(backend: string, { inputs, differentiable, form }: Case) {
  await tf.setBackend(backend);
  const results = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
    const value = form(tensors);
    const weights = tf.cos(tf.reshape(tf.range(0, value.size), value.shape));
    const gradients = tf.grads((...free: tf.Tensor[]) => {
      const given = {
        ...tensors,
        ...Object.fromEntries(free.map((x, i) => [differentiable[i], x])),
      };
      return tf.sum(tf.mul(form(given), weights));
    })(differentiable.map((name) => at(tensors, name)));
    return [value, ...gradients];
  });
  const arrays = results.map((tensor) => tensor.dataSync().slice() as Float32Array);
  tf.dispose(results);
  return arrays;
}

function bytes(array: Float32Array | undefined): Buffer {
  if (array === undefined) return Buffer.alloc(0);
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

beforeAll(() => {
  configureOnnxBackend({ threads: 2 });
});

describe.each(
  cases.map((one) => ({ ...one, title: [one.kernel, one.about].filter(Boolean).join(' ') })),
)('$title', (one) => {
  it('agrees with stock ops on the cpu backend, and repeats bit by bit on two threads', async () => {
    const expected = await evaluate('cpu', one);
    const actual = await evaluate('onnx', one);
    actual.forEach((array, place) => {
      const other = expected[place] ?? new Float32Array();
      const scale = other.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
      const worst = array.reduce(
        (most, x, i) => Math.max(most, Math.abs(x - (other[i] ?? NaN))),
        0,
      );
      expect(worst / scale).toBeLessThan(2e-5);
    });
    for (let i = 0; i < 3; i += 1) {
      const again = await evaluate('onnx', one);
      expect(again.every((array, place) => bytes(array).equals(bytes(actual[place])))).toBe(true);
    }
  });
});

it('covers every fused operation', () => {
  const covered = new Set(cases.map(({ kernel }) => kernel));
  expect([...covered].sort()).toEqual(Object.keys(fusedTable).sort());
});
