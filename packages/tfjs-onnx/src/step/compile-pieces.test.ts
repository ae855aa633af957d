import { existsSync } from 'node:fs';
import { Random } from '@org/random';
import type { BatchArray, StepParts } from '@org/step';
import '@tensorflow/tfjs-layers'; // Registers gradients.
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import '../index.js'; // Registers the kernels.
import { OnnxBackend } from '../onnx-backend.js';
import { compilePieces } from './compile-pieces.js';

const script = new URL('../../dist/piece-worker.js', import.meta.url);

beforeAll(() => {
  // The build task makes the script. Without it, no piece would run in parallel.
  expect(existsSync(script)).toBe(true);
});
afterEach(() => {
  tf.disposeVariables();
});

async function start(options: { workers: number; threads?: number }): Promise<void> {
  if (tf.findBackend('onnx') !== null) tf.removeBackend('onnx');
  tf.registerBackend('onnx', () => new OnnxBackend(options));
  await tf.setBackend('onnx');
}

const random = Random.of('pieces');
const floats = (...shape: number[]): BatchArray => ({
  data: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
  shape,
});

/** A weighted regression on rows of a table, with dropout, trained by Adam. */
function regression(pieceRows?: number) {
  const start = Random.of('start');
  const table = tf.variable(
    tf.tensor2d(
      Float32Array.from({ length: 64 * 8 }, () => start.normal()),
      [64, 8],
    ),
  );
  const moments = [tf.variable(tf.zeros([64, 8])), tf.variable(tf.zeros([64, 8]))] as const;
  const parts: StepParts = {
    ...(pieceRows === undefined ? {} : { pieceRows }),
    piece: ({ ids, y, weights }, { keepMask }) => {
      const rows = y?.shape[0] ?? 0;
      const keep = keepMask('drop', [rows, 4, 8], { rate: 0.25, key: [3, 4], rows });
      const { value, grads } = tf.variableGrads(() => {
        const taken = tf.mul(tf.gather(table, ids as tf.Tensor2D), tf.cast(keep, 'float32'));
        const errors = tf.square(tf.sub(tf.sum(taken, [1, 2]), tf.reshape(y as tf.Tensor, [rows])));
        return tf.sum(tf.mul(errors, tf.reshape(weights as tf.Tensor, [rows]))) as tf.Scalar;
      }, [table]);
      return { loss: value, gradient: grads[table.name] ?? tf.zeros([64, 8]) };
    },
    update: ({ loss, gradient }, { feed, adam }) => {
      const scalar = (name: string, value: number) =>
        feed(name, [], 'float32', (out) => {
          out[0] = value;
        });
      adam({
        ...{ variable: table, mean: moments[0], variance: moments[1] },
        ...{ beta1: 0.9, beta2: 0.99, gradient: gradient as tf.Tensor },
        factor: scalar('factor', 0.1),
        stepSize: scalar('size', 0.01),
        guard: scalar('guard', 1e-6),
      });
      return { loss: loss as tf.Tensor };
    },
  };
  return { table, parts };
}

function batchOf(rows: number, length = rows): Record<string, BatchArray> {
  const weights = floats(rows, 1);
  weights.data.fill(0);
  weights.data.fill(1, 0, length);
  const ids = Int32Array.from({ length: rows * 4 }, (_, i) =>
    i < length * 4 ? random.integer(64) : 0,
  );
  return { ids: { data: ids, shape: [rows, 4] }, y: floats(rows, 1), weights };
}

const batches = [batchOf(12), batchOf(12), batchOf(10), batchOf(12, 3)];

/** Trains on all batches, and returns the losses and the final weights. */
async function trained(options: { workers: number; threads?: number }, pieceRows?: number) {
  await start(options);
  const { table, parts } = regression(pieceRows);
  const step = compilePieces(parts);
  const losses: number[] = [];
  for (const [i, batch] of batches.entries()) {
    losses.push((await step.run(batch, i + 1)).loss?.[0] ?? Number.NaN);
  }
  const weights = [...table.dataSync()];
  step.dispose();
  tf.disposeVariables();
  return { losses, weights };
}

describe('compilePieces', () => {
  it('trains to the same numbers in whatever pieces and on however many workers', async () => {
    const whole = await trained({ workers: 1, threads: 1 }, 12);
    expect(new Set(whole.losses).size).toBe(batches.length);
    for (const [workers, rows] of [
      [1, 5],
      [2, 6],
      [2, 2],
      [3, 1],
      [2, undefined],
    ] as const) {
      const other = await trained({ workers }, rows);
      other.losses.forEach((loss, i) => {
        expect(loss / (whole.losses[i] ?? 0)).toBeCloseTo(1, 5);
      });
      other.weights.forEach((weight, i) => {
        expect(weight).toBeCloseTo(whole.weights[i] ?? 0, 4);
      });
    }
  });

  it('gives the same bytes each time, side by side, at the size of production', async () => {
    await start({ workers: 2 });
    const { table, parts } = regression(64);
    const many = batchOf(1024); // reads every row of the table 64 times
    const first = tf.tidy(() => tf.clone(table));
    const step = compilePieces(parts);
    const results = new Set<string>();
    for (let i = 0; i < 10; i += 1) {
      table.assign(first as tf.Tensor2D);
      await step.run(many, 1);
      results.add(Buffer.from(Float32Array.from(table.dataSync()).buffer).toString('hex'));
      for (const variable of Object.values(tf.engine().registeredVariables)) {
        if (variable !== table) variable.assign(tf.zerosLike(variable));
      }
    }
    expect(results.size).toBe(1);
    step.dispose();
    first.dispose();
  });

  it('gives an array of one axis whole to each piece', async () => {
    await start({ workers: 2 });
    const step = compilePieces({
      pieceRows: 1,
      piece: ({ x, shared }) => ({
        sum: tf.mul(tf.sum(x as tf.Tensor), tf.sum(shared as tf.Tensor)),
      }),
      update: (sums) => sums,
    });
    const batch = {
      x: { data: Float32Array.of(1, 2, 3), shape: [3, 1] },
      shared: { data: Float32Array.of(10, 20), shape: [2] },
    };
    expect(await step.run(batch, 1)).toEqual({ sum: Float32Array.of(180) });
    step.dispose();
  });

  it('refuses a piece that assigns variables, and a batch whose arrays differ in rows', async () => {
    await start({ workers: 2 });
    const total = tf.variable(tf.scalar(0), true, 'total');
    const assigning = compilePieces({
      piece: ({ x }) => {
        total.assign(tf.sum(x as tf.Tensor));
        return { sum: tf.sum(x as tf.Tensor) };
      },
      update: (sums) => sums,
    });
    await expect(assigning.run({ x: floats(2, 2) }, 1)).rejects.toThrow(
      "the piece of a step assigns the variable 'total'",
    );
    const uneven = compilePieces({
      piece: ({ x }) => ({ x: tf.sum(x as tf.Tensor) }),
      update: (s) => s,
    });
    await expect(uneven.run({ x: floats(2, 2), y: floats(3, 2) }, 1)).rejects.toThrow(
      'have the same number of rows, got 2, 3',
    );
    assigning.dispose();
    uneven.dispose();
  });

  it('says which kernel failed in a worker, and goes on', async () => {
    await start({ workers: 2 });
    const step = compilePieces({
      pieceRows: 1,
      piece: ({ ids }) => ({ sum: tf.sum(tf.gather(tf.ones([3, 2]), ids as tf.Tensor2D)) }),
      update: (sums) => sums,
    });
    const run = (...ids: number[]) =>
      step.run({ ids: { data: Int32Array.from(ids), shape: [2, 1] } }, 1);
    await expect(run(1, 7)).rejects.toMatchObject({ code: 'session-failed', kernel: 'GatherV2' });
    expect(await run(1, 2)).toEqual({ sum: Float32Array.of(4) });
    step.dispose();
    await expect(run(1, 2)).rejects.toThrow('disposed');
  });

  it('holds no more tensors after many steps than after one', async () => {
    await start({ workers: 2 });
    const { parts } = regression();
    const step = compilePieces(parts);
    const batch = batchOf(12);
    await step.run(batch, 1);
    const before = tf.memory();
    for (let i = 2; i < 100; i += 1) await step.run(batch, i);
    expect(tf.memory()).toEqual(before);
    step.dispose();
  });
});
