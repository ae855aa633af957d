import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // Registers gradients.
import { fillKeepMask } from '@org/random';
import { type BatchArray, eagerStep, StepError, type StepParts, type StepRunner } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../index.js'; // Registers the kernels.
import { OnnxBackend } from '../onnx-backend.js';
import { compilePieces } from './compile-pieces.js';

// Both runners must keep the contract of @org/step.

const runners: readonly (readonly [string, StepRunner, string])[] = [
  ['eagerStep', eagerStep, 'cpu'],
  ['compilePieces', compilePieces, 'onnx'],
];

describe.each(runners)('%s', (_, runner, backend) => {
  let tensors = 0;
  beforeEach(async () => {
    if (tf.findBackend('onnx') !== null) tf.removeBackend('onnx');
    tf.registerBackend('onnx', () => new OnnxBackend({ workers: 2 }));
    await tf.setBackend(backend);
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  const run = async (parts: StepParts, batch: Record<string, BatchArray>, steps = [1]) => {
    const step = runner(parts);
    const results: Record<string, Float32Array>[] = [];
    try {
      for (const number of steps) results.push(await step.run(batch, number));
    } finally {
      step.dispose();
    }
    return results;
  };
  const three = { x: { data: Float32Array.of(1, 2, 3), shape: [3, 1] } };
  const sumOfX: StepParts['piece'] = ({ x }) => ({ sum: tf.sum(x as tf.Tensor) });

  it('gives each piece its rows and all of an array without rows, and the update the sums', async () => {
    const parts: StepParts = {
      pieceRows: 2,
      piece: ({ x, shared }) => ({
        sum: tf.mul(tf.sum(x as tf.Tensor), tf.sum(shared as tf.Tensor)),
      }),
      update: ({ sum }) => ({ double: tf.mul(sum as tf.Tensor, 2) }),
    };
    const shared = { data: Int32Array.of(10, 20), shape: [2] };
    expect(await run(parts, { ...three, shared })).toEqual([{ double: Float32Array.of(360) }]);
  });

  it('hands a feed zeros to fill, each time, and the number of the step', async () => {
    const parts: StepParts = {
      piece: sumOfX,
      update: (_, { feed }) => ({
        floats: feed('floats', [3], 'float32', (out, step) => {
          out[step] = out[step] === 0 ? step : Number.NaN;
        }),
        ints: feed('ints', [2], 'int32', (out, step) => {
          out[0] = (out[0] ?? 9) + step;
        }),
        bools: tf.cast(
          feed('bools', [2], 'bool', (out, step) => {
            out[step - 1] = 1;
          }),
          'float32',
        ),
      }),
    };
    expect(await run(parts, three, [1, 2])).toEqual([
      {
        floats: Float32Array.of(0, 1, 0),
        ints: Float32Array.of(1, 0),
        bools: Float32Array.of(1, 0),
      },
      {
        floats: Float32Array.of(0, 0, 2),
        ints: Float32Array.of(2, 0),
        bools: Float32Array.of(0, 1),
      },
    ]);
  });

  it('draws the mask that @org/random draws for key, step and row, in whatever pieces', async () => {
    const ones = { x: { data: new Float32Array(12).fill(1), shape: [3, 4] } };
    const kept = (pieceRows: number): StepParts => ({
      pieceRows,
      piece: ({ x }, { keepMask }) => {
        const rows = x?.shape[0] ?? 0;
        const keep = keepMask('drop', [rows, 4], { rate: 0.5, key: [7, 8], rows });
        const weights = tf.tensor2d([1, 2, 4, 8], [1, 4]);
        const codes = tf.sum(tf.mul(tf.mul(x as tf.Tensor, tf.cast(keep, 'float32')), weights), 1);
        return { squares: tf.sum(tf.square(codes)), sum: tf.sum(codes) };
      },
      update: (sums) => sums,
    });
    const mask = new Uint8Array(12);
    fillKeepMask(mask, 0.5, 3, { key: [7, 8], step: 5, firstRow: 0 });
    const codes = [0, 1, 2].map((row) =>
      [1, 2, 4, 8].reduce((sum, weight, i) => sum + weight * (mask[row * 4 + i] ?? 0), 0),
    );
    const expected = {
      squares: Float32Array.of(codes.reduce((sum, code) => sum + code * code, 0)),
      sum: Float32Array.of(codes.reduce((sum, code) => sum + code, 0)),
    };
    for (const rows of [1, 2, 3]) expect(await run(kept(rows), ones, [5])).toEqual([expected]);
  });

  it("takes Adam's step after the rest of the update, which still sees the old values", async () => {
    const [variable, mean, variance] = [1, 0.5, 0.25].map((value) =>
      tf.tidy(() => tf.variable(tf.scalar(value))),
    );
    if (!variable || !mean || !variance) throw new Error('three values');
    const parts: StepParts = {
      piece: sumOfX,
      update: ({ sum }, { adam, feed }) => {
        const scalar = (name: string, value: number) =>
          feed(name, [], 'float32', (out) => {
            out[0] = value;
          });
        const update = { variable, mean, variance, beta1: 0.5, beta2: 0.75 };
        adam({
          ...update,
          ...{ gradient: sum as tf.Tensor, factor: scalar('factor', 0.5) },
          ...{ stepSize: scalar('size', 0.5), guard: scalar('guard', 1) },
          shrink: scalar('shrink', 0.5),
        });
        return { before: tf.mul(variable, 1) };
      },
    };
    const [first] = await run(parts, three);
    expect(first).toEqual({ before: Float32Array.of(1) });
    // g = 0.5 · 6 = 3; m = 0.5 · 0.5 + 0.5 · 3; v = 0.75 · 0.25 + 0.25 · 9; p = 0.5 · 1 - 0.5 m / (√v + 1).
    expect(mean.dataSync()[0]).toBeCloseTo(1.75, 6);
    expect(variance.dataSync()[0]).toBeCloseTo(2.4375, 6);
    expect(variable.dataSync()[0]).toBeCloseTo(0.5 - (0.5 * 1.75) / (Math.sqrt(2.4375) + 1), 6);
    tf.dispose([variable, mean, variance]);
  });

  it('refuses what the contract forbids, in the same words', async () => {
    const refused = (parts: StepParts, batch: Record<string, BatchArray> = three) =>
      run(parts, batch).then(
        () => 'accepted',
        (error: unknown) =>
          error instanceof StepError ? `${error.code}: ${error.message}` : error,
      );
    const sums: StepParts['update'] = (given) => given;
    expect(
      await refused(
        { piece: sumOfX, update: sums },
        { ...three, y: { data: new Float32Array(4), shape: [2, 2] } },
      ),
    ).toBe(
      'bad-batch: the arrays of a batch that have two axes or more have the same number of rows, got 3, 2',
    );
    const total = tf.tidy(() => tf.variable(tf.scalar(0), true, 'total'));
    const assigning: StepParts['piece'] = (batch, context) => {
      total.assign(tf.sum(batch.x as tf.Tensor));
      return sumOfX(batch, context);
    };
    expect(await refused({ piece: assigning, update: sums })).toBe(
      "assigned-in-piece: the piece of a step assigns the variable 'total'; assign variables in the update, which runs once for all pieces",
    );
    total.dispose();
    const mask = { rate: 0.5, key: [1, 2], rows: 1 } as const;
    const twoMasks: StepParts['piece'] = (_, { keepMask }) => {
      keepMask('drop', [1], mask);
      return { sum: tf.cast(keepMask('drop', [1], mask), 'float32') };
    };
    expect(await refused({ piece: twoMasks, update: sums })).toBe(
      "duplicate-name: a step has two masks named 'drop'",
    );
    const twoFeeds: StepParts['update'] = (_, { feed }) => {
      feed('rate', [], 'float32', () => {});
      return { rate: feed('rate', [], 'float32', () => {}) };
    };
    expect(await refused({ piece: sumOfX, update: twoFeeds })).toBe(
      "duplicate-name: a step has two feeds named 'rate'",
    );
    const step = runner({ piece: sumOfX, update: sums });
    step.dispose();
    await expect(step.run(three, 1)).rejects.toMatchObject({
      code: 'disposed',
      message: 'a disposed step cannot run',
    });
  });
});
