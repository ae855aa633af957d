import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileStep } from '../index.js';
import { onnxRuntime, useOnnxRuntime } from '../runtime/onnx-runtime.js';

let sessions = 0;

beforeAll(async () => {
  await tf.setBackend('onnx');
  const runtime = onnxRuntime();
  useOnnxRuntime({
    ...runtime,
    newSession: () => {
      sessions += 1;
      return runtime.newSession();
    },
  });
});
afterAll(() => {
  tf.disposeVariables();
});

interface Rows {
  readonly shape: readonly number[];
  readonly type: string;
  readonly numbers: readonly number[];
}

/** What the tensors of `body` hold, and the sessions that it took. */
function read(body: () => tf.Tensor[]): { rows: readonly Rows[]; made: number } {
  const before = sessions;
  const tensors = tf.tidy(body);
  const rows = tensors.map((tensor) => {
    return { shape: tensor.shape, type: tensor.dtype, numbers: [...tensor.dataSync()] };
  });
  tf.dispose(tensors);
  return { rows, made: sessions - before };
}

it('rows of known numbers need no session', () => {
  const { rows, made } = read(() => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const list = tf.tensor1d([10, 20, 30], 'int32');
    const flags = tf.tensor1d([true, false, true], 'bool');
    const cube = tf.reshape(table, [2, 2, 2]);
    return [
      ...[tf.slice(table, 1, 2), tf.slice(list, 2, 1), tf.slice(flags, 1), tf.slice(cube, 1, 1)],
      tf.slice(tf.slice(table, [1, 0], [3, 2]), [2, 0], [1, 2]),
    ];
  });
  expect(rows).toEqual([
    { shape: [2, 2], type: 'float32', numbers: [3, 4, 5, 6] },
    { shape: [1], type: 'int32', numbers: [30] },
    { shape: [2], type: 'bool', numbers: [0, 1] },
    { shape: [1, 2, 2], type: 'float32', numbers: [5, 6, 7, 8] },
    { shape: [1, 2], type: 'float32', numbers: [7, 8] },
  ]);
  expect(made).toBe(0);
});

it('columns, every other row, and rows of what is not computed yet are part of the graph', () => {
  const { rows, made } = read(() => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
    const column = tf.slice(table, [1, 1], [2, 1]);
    const others = tf.stridedSlice(table, [0, 0], [4, 2], [2, 1]);
    const squares = tf.slice(tf.square(table), 2, 1);
    return [column, others, squares];
  });
  expect(rows.map(({ numbers }) => numbers)).toEqual([
    [4, 6],
    [1, 2, 5, 6],
    [25, 36],
  ]);
  expect(made).toBe(1);
});

it('rows that the graph keeps alive are computed with before they fill the memory', () => {
  tf.tidy(() => {
    const table = tf.ones([4, 2 ** 22]);
    table.dataSync();
    const before = sessions;
    const sums = Array.from({ length: 20 }, (_, row) => tf.sum(tf.slice(table, row % 4, 1)));
    expect(sessions - before).toBeGreaterThan(0);
    expect(sums.at(-1)?.dataSync()[0]).toBe(2 ** 22);
  });
});

/** The sessions of the first epoch of a model, of `batches` batches. */
async function sessionsOfAnEpoch(batches: number): Promise<number> {
  const size = 4;
  const kernelInitializer = initializers.glorotUniform({ seed: batches });
  const model = sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [2], activation: 'relu', kernelInitializer }),
      layers.dense({ units: 1, kernelInitializer }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
  const x = tf.randomUniform<tf.Rank.R2>([batches * size, 2], 0, 1, 'float32', 1);
  const y = tf.tidy(() => tf.sum(x, 1, true));
  const before = sessions;
  await model.fit(x, y, { batchSize: size, epochs: 1, verbose: 0, yieldEvery: 'never' });
  await tf.nextFrame();
  tf.dispose([x, y]);
  model.dispose();
  return sessions - before;
}

it('batches of model.fit share their sessions, though each begins at another row', async () => {
  const some = await sessionsOfAnEpoch(40);
  // A graph ends at another place of the step in the first batches, until its places repeat.
  expect(some).toBeLessThan(20);
  expect(await sessionsOfAnEpoch(80)).toBe(some);
});

it('rows of a variable are those of now, in a step that was compiled before, too', async () => {
  const weights = tf.variable(tf.tensor1d([1, 2, 3]));
  const step = compileStep(({ x }) => {
    const last = tf.slice(weights, 2, 1);
    weights.assign(tf.add(weights, x as tf.Tensor1D));
    return { last };
  });
  const run = async () =>
    (await step.run({ x: { data: Float32Array.of(1, 1, 1), shape: [3] } }, 0)).last;
  expect(await run()).toEqual(Float32Array.of(3));
  const four = tf.slice(weights, 2, 1);
  expect(await run()).toEqual(Float32Array.of(4));
  expect(await run()).toEqual(Float32Array.of(5));
  expect([...four.dataSync()]).toEqual([4]);
  four.dispose();
  step.dispose();
});
