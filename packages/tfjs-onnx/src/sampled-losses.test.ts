import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { type ItemLoss, itemLoss } from '@org/attention';
import { Random } from '@org/random';
import type { BatchArray } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep, configureOnnxBackend, type StepBody, type StepContext } from './index.js';

/** Losses over sampled items use stock ops and `OrgEmbeddingLookup`. The sizes are those of a piece of a batch. */
const ROWS = 400;
const SIZE = 64;
const WIDTH = 3422;

const losses: readonly ItemLoss[] = [
  { kind: 'softmax' },
  { kind: 'sampled-softmax' },
  { kind: 'bce' },
  { kind: 'gbce', t: 0.75 },
  { kind: 'bpr' },
];

const random = Random.of('sampled-losses');

function normal(shape: number[], scale = 1): BatchArray {
  const data = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < data.length; i += 1) data[i] = random.normal() * scale;
  return { data, shape };
}

/** Draws few distinct items, so that many additions go to the same row of the table's gradient. */
function items(shape: number[], distinct: number): BatchArray {
  const data = new Int32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < data.length; i += 1) data[i] = random.integer(distinct);
  return { data, shape };
}

const given = {
  hidden: normal([ROWS, SIZE], 0.5),
  labels: items([ROWS], 50),
  weights: { data: new Float32Array(ROWS).fill(1), shape: [ROWS] },
  logQ: { data: new Float32Array(WIDTH).fill(-8), shape: [WIDTH] },
};
const table = normal([WIDTH, SIZE], 0.5);
const bias = normal([WIDTH]);

/** Returns the loss and its gradients; for table and bias only sums and squares, which are exact enough to compare. */
function bodyOf(loss: ItemLoss, variables: readonly tf.Variable[]): StepBody {
  const [table, bias] = variables as [tf.Variable, tf.Variable];
  return (batch) => {
    const { hidden, labels, weights, negatives, negativeWeights, logQ } = batch as Record<
      'hidden' | 'labels' | 'weights' | 'negatives' | 'negativeWeights' | 'logQ',
      tf.Tensor
    >;
    const itemCount = WIDTH - 2;
    const others = { itemCount, labels, weights, negatives, negativeWeights, logQ };
    const { value, grads } = tf.valueAndGrads((h: tf.Tensor, t: tf.Tensor, b: tf.Tensor) =>
      itemLoss(loss, { hidden: h, table: t, bias: b, ...others }),
    )([hidden, table, bias]);
    const [dHidden, dTable, dBias] = grads as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { value, dHidden, dTable, dBias };
  };
}

async function run(backend: string, loss: ItemLoss, batch: Record<string, BatchArray>) {
  await tf.setBackend(backend);
  const variables = [table, bias].map(({ data, shape }) =>
    tf.variable(tf.tensor(data, [...shape])),
  );
  const body = bodyOf(loss, variables);
  const eager = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(batch).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
      ]),
    );
    const results = Object.entries(body(tensors, {} as StepContext));
    return Object.fromEntries(
      results.map(([name, tensor]) => [name, tensor.dataSync().slice() as Float32Array]),
    );
  });
  const compiled: Record<string, Float32Array>[] = [];
  if (backend === 'onnx') {
    const step = compileStep(body);
    for (let i = 0; i < 4; i += 1) compiled.push(await step.run(batch, i));
    step.dispose();
  }
  tf.dispose(variables);
  return { eager, compiled };
}

const bytes = (array: Float32Array | undefined): Buffer =>
  array === undefined
    ? Buffer.alloc(0)
    : Buffer.from(array.buffer, array.byteOffset, array.byteLength);

beforeAll(() => {
  configureOnnxBackend({ threads: 2 });
});

describe.each([
  ['of each row', [ROWS, 20]],
  ['of each of 8 sequences', [8, 100]],
  ['shared by all rows', [500]],
])('negatives %s', (_, shape) => {
  const batch = {
    ...given,
    negatives: items(shape, 60),
    negativeWeights: { ...normal(shape), data: normal(shape).data.map(Math.abs) },
  };

  it.each(losses)(
    'the loss %j agrees with the cpu backend, eager and compiled, and repeats bit by bit on two threads',
    async (loss) => {
      const expected = (await run('cpu', loss, batch)).eager;
      const { eager, compiled } = await run('onnx', loss, batch);
      for (const results of [eager, ...compiled]) {
        for (const [name, wanted] of Object.entries(expected)) {
          const scale = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
          const worst = wanted.reduce(
            (most, x, i) => Math.max(most, Math.abs(x - (results[name]?.[i] ?? Number.NaN))),
            0,
          );
          expect(worst / scale, name).toBeLessThan(2e-5);
        }
      }
      const [first, ...later] = compiled;
      for (const results of later) {
        for (const [name, array] of Object.entries(results)) {
          expect(bytes(array).equals(bytes(first?.[name])), name).toBe(true);
        }
      }
    },
  );
});
