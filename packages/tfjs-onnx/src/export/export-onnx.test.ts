import { InferenceSession, Tensor } from '@org/onnxruntime';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('onnx');
});

async function run(model: Uint8Array, inputs: Readonly<Record<string, Tensor>>) {
  const session = await InferenceSession.create(model);
  const outputs = await session.run(inputs);
  await session.release();
  return outputs as Readonly<Record<string, Tensor>>;
}

const floats = (...shape: number[]) =>
  new Tensor(
    'float32',
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i * i)),
    shape,
  );

function numbersOf(tensor: Tensor | undefined): Float32Array {
  if (tensor === undefined) throw new TypeError('the model lacks an output');
  return tensor.data as Float32Array;
}

describe('an exported model', () => {
  it('gives what the layers model gives, for any batch', async () => {
    const model = sequential({
      layers: [
        layers.dense({ units: 8, activation: 'relu', inputShape: [4] }),
        layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    const bytes = exportOnnx(model, { inputs: { x: { shape: ['batch', 4], dtype: 'float32' } } });
    for (const rows of [1, 2, 17]) {
      const x = floats(rows, 4);
      const { output } = await run(bytes, { x });
      const expected = tf.tidy(() =>
        (model.predict(tf.tensor2d(x.data as Float32Array, [rows, 4])) as tf.Tensor).dataSync(),
      );
      expect(output?.dims).toEqual([rows, 3]);
      numbersOf(output).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
      });
    }
    model.dispose();
  });

  it('computes sizes, ranges and slices from several named dimensions', async () => {
    const table = tf.variable(
      tf.tensor2d(
        Float32Array.from({ length: 20 }, (_, i) => i),
        [10, 2],
      ),
    );
    const bytes = exportOnnx(
      ({ x }) => {
        const [batch = 0, time = 0] = x?.shape ?? [];
        const rows = tf.reshape(x as tf.Tensor, [batch * time, 2]);
        const last = tf.slice(table, [10 - time, 0], [time, 2]); // counted from the end
        const every = tf.range(0, batch * time, time, 'int32'); // the first row of each sequence
        return {
          sums: tf.add(tf.reshape(rows, [batch, time, 2]), last),
          firsts: tf.gather(rows, every),
        };
      },
      {
        inputs: { x: { shape: ['batch', 'time', 2], dtype: 'float32' } },
        sizes: { time: 4 }, // the table has 10 rows
      },
    );
    for (const [batch, time] of [
      [1, 1],
      [3, 4],
      [2, 10],
    ] as const) {
      const x = floats(batch, time, 2);
      const values = x.data as Float32Array;
      const { sums, firsts } = await run(bytes, { x });
      const expected = values.map((value, i) => value + 2 * (10 - time) + (i % (2 * time)));
      expect(sums?.dims).toEqual([batch, time, 2]);
      numbersOf(sums).forEach((sum, i) => {
        expect(sum).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      });
      expect(firsts?.dims).toEqual([batch, 2]);
      expect([...numbersOf(firsts)]).toEqual(
        Array.from({ length: batch }, (_, b) => [
          ...values.slice(b * time * 2, b * time * 2 + 2),
        ]).flat(),
      );
    }
    table.dispose();
  });

  it('uses standard operators only, and holds its weights, names and metadata', () => {
    const weights = tf.variable(tf.ones([2, 3]), true, 'weights_of_the_test');
    const bytes = exportOnnx(
      ({ x }) => ({ y: tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D, false, true) }),
      {
        inputs: { x: { shape: ['batch', 3], dtype: 'float32' } },
        metadata: { trained_on: 'nothing' },
      },
    );
    const text = Buffer.from(bytes).toString('latin1');
    for (const word of ['weights_of_the_test', 'trained_on', 'nothing', 'batch', 'MatMul']) {
      expect(text).toContain(word);
    }
    expect(text).not.toContain('com.microsoft');
    weights.dispose();
  });

  it('is refused where the graph itself depends on a size', () => {
    const unrolled = ({ x }: Readonly<Record<string, tf.Tensor>>) => {
      const rows = tf.unstack(x as tf.Tensor2D);
      return { y: rows.reduce((sum, row) => tf.add(sum, row)) };
    };
    const inputs = { x: { shape: ['batch', 3], dtype: 'float32' as const } };
    expect(() => exportOnnx(unrolled, { inputs })).toThrow(
      /different operations for different sizes/,
    );
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory();
    exportOnnx(({ x }) => ({ y: tf.square(x as tf.Tensor) }), {
      inputs: { x: { shape: ['n'], dtype: 'float32' } },
    });
    expect(tf.memory()).toEqual(before);
  });
});
