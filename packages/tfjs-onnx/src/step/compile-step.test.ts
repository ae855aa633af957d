import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compileStep, type StepBody, type StepContext } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('onnx');
});
afterEach(() => {
  tf.disposeVariables();
});

const floats = (...numbers: number[]) => ({
  data: Float32Array.from(numbers),
  shape: [numbers.length],
});

/** Linear regression with a `tf.train` optimizer, which creates its own variables at its first step. */
function regression(optimizer: tf.Optimizer): { weights: tf.Variable<tf.Rank.R2>; body: StepBody } {
  const weights = tf.variable(tf.tensor2d([0.1, 0.2, 0.3, 0.4], [2, 2]));
  return {
    weights,
    body: ({ x, y }) => {
      const loss = optimizer.minimize(
        () => tf.losses.meanSquaredError(y as tf.Tensor, tf.matMul(x as tf.Tensor2D, weights)),
        true,
        [weights],
      );
      return { loss: loss as tf.Tensor };
    },
  };
}

const inputs = (rows: number, from = 0) => ({
  x: {
    data: Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(from + i)),
    shape: [rows, 2],
  },
  y: {
    data: Float32Array.from({ length: rows * 2 }, (_, i) => Math.cos(from + i)),
    shape: [rows, 2],
  },
});

describe('a compiled step', () => {
  for (const name of ['sgd', 'momentum', 'adagrad', 'adam', 'rmsprop'] as const) {
    it(`trains with tf.train.${name} as the same body does eagerly`, async () => {
      const make = () =>
        name === 'momentum' ? tf.train.momentum(0.05, 0.9) : tf.train[name](0.05);
      const compiled = regression(make());
      const eager = regression(make());
      const step = compileStep(compiled.body);
      for (let i = 0; i < 6; i += 1) {
        const batch = inputs(i < 4 ? 8 : 5, i);
        const results = await step.run(batch, i);
        const loss = tf.tidy(() => {
          const tensors = Object.fromEntries(
            Object.entries(batch).map(([key, { data, shape }]) => [key, tf.tensor(data, shape)]),
          );
          return eager.body(tensors, {} as StepContext).loss?.dataSync()[0];
        });
        expect(results.loss?.[0]).toBeCloseTo(loss ?? Number.NaN, 5);
      }
      const expected = [...eager.weights.dataSync()];
      [...compiled.weights.dataSync()].forEach((weight, i) => {
        expect(weight).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      });
      step.dispose();
    });
  }

  it('fills feeds before each run', async () => {
    const step = compileStep(({ x }, { feed }) => {
      const rate = feed('rate', [], 'float32', (out, n) => {
        out[0] = n / 10;
      });
      const keep = feed('keep', [3], 'bool', (out, n) => {
        out[n % 3] = 1;
      });
      return { y: tf.mul(tf.mul(x as tf.Tensor, rate), tf.cast(keep, 'float32')) };
    });
    expect(await step.run({ x: floats(1, 2, 3) }, 20)).toEqual({ y: Float32Array.of(0, 0, 6) });
    expect(await step.run({ x: floats(1, 2, 3) }, 10)).toEqual({ y: Float32Array.of(0, 2, 0) });
    step.dispose();
  });

  it('leaves variables to others between runs: read, cloned, assigned', async () => {
    const total = tf.variable(tf.tensor1d([0, 0]));
    const step = compileStep(({ x }) => {
      total.assign(tf.add(total, x as tf.Tensor1D));
      return { total: tf.add(total, 0) };
    });
    await step.run({ x: floats(1, 2) }, 0);
    await step.run({ x: floats(1, 2) }, 1);
    const clone = total.clone();
    const read = total.dataSync();
    await step.run({ x: floats(1, 2) }, 2);
    await step.run({ x: floats(1, 2) }, 3);
    expect([...clone.dataSync()]).toEqual([2, 4]);
    expect([...read]).toEqual([2, 4]);
    expect([...total.dataSync()]).toEqual([4, 8]);
    const restart = tf.tensor1d([10, 10]);
    total.assign(restart);
    restart.dispose();
    expect(await step.run({ x: floats(1, 2) }, 4)).toEqual({ total: Float32Array.of(11, 12) });
    const doubled = tf.mul(total, 2);
    await step.run({ x: floats(1, 2) }, 5);
    await step.run({ x: floats(1, 2) }, 6);
    expect([...doubled.dataSync()]).toEqual([22, 24]);
    tf.dispose([clone, doubled]);
    step.dispose();
  });

  it('shares variables with other steps and other shapes', async () => {
    const total = tf.variable(tf.scalar(0));
    const summing: StepBody = ({ x }) => {
      total.assign(tf.add(total, tf.sum(x as tf.Tensor)));
      return { total: total.clone() };
    };
    const [first, second] = [compileStep(summing), compileStep(summing)];
    await first.run({ x: floats(1) }, 0);
    await second.run({ x: floats(1, 1) }, 1);
    const { total: sum } = await first.run({ x: floats(1, 1, 1) }, 2);
    expect(sum?.[0]).toBe(6);
    first.dispose();
    second.dispose();
  });

  it('runs one after the other, whoever waits', async () => {
    const total = tf.variable(tf.scalar(0));
    const step = compileStep(({ x }) => {
      total.assign(tf.add(total, tf.sum(x as tf.Tensor)));
      return { total: total.clone() };
    });
    const runs = [1, 2, 3, 4].map((value, i) => step.run({ x: floats(value) }, i));
    const totals = (await Promise.all(runs)).map((results) => results.total?.[0]);
    expect(totals).toEqual([1, 3, 6, 10]);
    step.dispose();
  });

  it('keeps nothing of a trace that failed', async () => {
    const weight = tf.variable(tf.scalar(3));
    const before = tf.memory();
    const step = compileStep(({ x }) => {
      weight.assign(tf.sum(x as tf.Tensor));
      throw new Error('in the middle');
    });
    await expect(step.run({ x: floats(1) }, 0)).rejects.toThrow('in the middle');
    expect(weight.dataSync()[0]).toBe(3);
    const { numTensors, numDataBuffers } = tf.memory();
    expect({ numTensors, numDataBuffers }).toEqual({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
    });
    step.dispose();
  });

  const refused: readonly (readonly [string, string, StepBody])[] = [
    ['dropout', 'tf.dropout', ({ x }) => ({ y: tf.dropout(x as tf.Tensor, 0.5) })],
    [
      'a random draw',
      'tf.randomNormal',
      ({ x }) => ({ y: tf.add(x as tf.Tensor, tf.randomNormal([2])) }),
    ],
    ['a truncated normal', 'tf.truncatedNormal', () => ({ y: tf.truncatedNormal([2]) })],
  ];
  for (const [what, name, body] of refused) {
    it(`refuses ${what} by name`, async () => {
      await expect(compileStep(body).run({ x: floats(1, 2) }, 0)).rejects.toMatchObject({
        code: 'random-while-tracing',
        message: expect.stringContaining(name) as unknown,
      });
    });
  }

  it('refuses to read numbers while it is recorded', async () => {
    const body: StepBody = ({ x }) => ({
      y: tf.mul(x as tf.Tensor, (x as tf.Tensor).dataSync()[0] ?? 0),
    });
    await expect(compileStep(body).run({ x: floats(1, 2) }, 0)).rejects.toMatchObject({
      code: 'read-while-tracing',
    });
  });

  it('refuses two feeds of one name, and arrays that do not fit their shapes', async () => {
    const twice: StepBody = (_, { feed }) => {
      const one = () => feed('rate', [], 'float32', () => undefined);
      return { y: tf.add(one(), one()) };
    };
    await expect(compileStep(twice).run({ x: floats(1) }, 0)).rejects.toMatchObject({
      code: 'duplicate-name',
    });
    const short = { x: { data: Float32Array.of(1), shape: [2] } };
    await expect(compileStep(({ x }) => ({ y: x as tf.Tensor })).run(short, 0)).rejects.toThrow(
      "the batch's array 'x' has 1 numbers where its shape [2] needs 2",
    );
  });

  it('takes arrays on shared memory', async () => {
    const step = compileStep(({ x }) => ({ y: tf.add(x as tf.Tensor, 1) }));
    const data = new Float32Array(new SharedArrayBuffer(8));
    expect(await step.run({ x: { data, shape: [2] } }, 0)).toEqual({ y: Float32Array.of(1, 1) });
    step.dispose();
  });

  it('holds no more tensors after many steps than after one', async () => {
    const { body } = regression(tf.train.adam(0.01));
    const step = compileStep(body);
    await step.run(inputs(4), 0);
    const before = tf.memory();
    for (let i = 1; i < 200; i += 1) await step.run(inputs(4), i);
    expect(tf.memory()).toEqual(before);
    step.dispose();
  });
});
