import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OnnxBackendError } from './errors.js';
import './index.js';

let tensorsBefore = 0;

beforeAll(async () => {
  await tf.setBackend('onnx');
});
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe('the onnx backend', () => {
  it('computes what is read, asynchronously or not', async () => {
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const product = tf.matMul(a, a, false, true);
    const sums = tf.sum(product, 0);
    expect([...(await product.data())]).toEqual([5, 11, 11, 25]);
    expect([...sums.dataSync()]).toEqual([16, 36]);
    tf.dispose([a, product, sums]);
  });

  it('gives a tensor disposed of before the promise of its data resolves', async () => {
    const x = tf.tidy(() => tf.square(tf.scalar(3)));
    const promise = x.data();
    x.dispose();
    expect([...(await promise)]).toEqual([9]);
  });

  it('is not misled by an array that is written to after a tensor was made of it', () => {
    tf.tidy(() => {
      const array = Float32Array.of(1, 2);
      const doubled = tf.mul(tf.tensor1d(array), 2);
      array[0] = 100;
      expect([...doubled.dataSync()]).toEqual([2, 4]);
    });
  });

  it('never computes what was disposed of', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([1, 2], [2, 1]);
      const outOfRange = tf.gather(table, tf.tensor1d([7], 'int32'));
      outOfRange.dispose();
      expect([...tf.add(table, 1).dataSync()]).toEqual([2, 3]);
    });
  });

  it('names the op of a graph that fails', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([1, 2], [2, 1]);
      const outOfRange = tf.gather(table, tf.tensor1d([7], 'int32'));
      const read = () => outOfRange.dataSync();
      expect(read).toThrow(OnnxBackendError);
      expect(read).toThrow(/in the tfjs kernel GatherV2/);
    });
  });

  it('reads other tensors while one that cannot be computed is pending', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([1, 2], [2, 1]);
      const outOfRange = tf.gather(table, tf.tensor1d([7], 'int32'));
      expect([...tf.add(table, 1).dataSync()]).toEqual([2, 3]);
      expect(() => outOfRange.dataSync()).toThrow(/GatherV2/);
    });
  });

  it('does not let a loop that reads nothing grow the graph without bound', () => {
    tf.tidy(() => {
      let x: tf.Tensor = tf.scalar(0);
      for (let i = 0; i < 20_000; i += 1) x = tf.tidy(() => tf.add(x, 1));
      expect(x.dataSync()[0]).toBe(20_000);
    });
  });

  it('keeps nothing of tensors that are disposed of, read or not', () => {
    const before = tf.backend().numDataIds();
    for (let i = 0; i < 3000; i += 1) {
      const x = tf.tensor1d([i, 1]);
      const y = tf.tidy(() => tf.add(tf.square(x), 1));
      if (i % 10 !== 0) expect(y.dataSync()[0]).toBe(Math.fround(i * i + 1));
      tf.dispose([x, y]);
    }
    expect(tf.backend().numDataIds()).toBe(before);
  });

  it('moves tensors to and from other backends', async () => {
    const x = tf.tensor1d([1, 2]);
    const doubled = tf.mul(x, 2);
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    const tripled = tf.mul(doubled, 3);
    expect([...tripled.dataSync()]).toEqual([6, 12]);
    await tf.setBackend('onnx');
    const sum = tf.add(tripled, x);
    expect([...sum.dataSync()]).toEqual([7, 14]);
    tf.dispose([x, doubled, tripled, sum]);
  });

  it('compares and moves strings', () => {
    tf.tidy(() => {
      const names = tf.tensor1d(['b', 'a', 'ü']);
      expect(tf.slice(names, 1).dataSync()).toEqual(['a', 'ü']);
      expect([...tf.greater(names, tf.tensor1d(['a', 'a', 'z'])).dataSync()]).toEqual([1, 0, 1]);
    });
  });

  it('fits and applies layers models', async () => {
    const model = sequential({
      layers: [
        layers.embedding({ inputDim: 8, outputDim: 6, inputLength: 5 }),
        layers.flatten(),
        layers.dense({ units: 12, activation: 'relu' }),
        layers.dropout({ rate: 0.1 }),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
    });
    model.compile({
      optimizer: tf.train.adam(0.02),
      loss: 'binaryCrossentropy',
      metrics: ['accuracy'],
    });
    const ids = tf.tensor2d(
      Int32Array.from({ length: 320 }, (_, i) => (i * 7 + (i >> 3)) % 8),
      [64, 5],
      'int32',
    );
    const labels = tf.tidy(() => tf.cast(tf.greater(tf.slice(ids, [0, 0], [64, 1]), 3), 'float32'));
    const { history } = await model.fit(ids, labels, { epochs: 30, batchSize: 16, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.5);
    const scores = model.predict(ids) as tf.Tensor;
    expect(scores.shape).toEqual([64, 1]);
    tf.dispose([ids, labels, scores]);
    model.dispose();
    tf.disposeVariables();
    tensorsBefore = tf.memory().numTensors;
  });
});
