import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { configureOnnxBackend } from './index.js';

/**
 * On several threads, ScatterND(reduction=add) of onnxruntime 1.30 loses additions to the same row, but only with large
 * tensors and many duplicates. A kernel that uses it fails this test.
 */
const ROWS = 40_000;
const WIDTH = 64;
const SEGMENTS = 50;

beforeAll(async () => {
  configureOnnxBackend({ threads: 2 });
  await tf.setBackend('onnx');
});

const ids = new Int32Array(ROWS);
const values = new Float32Array(ROWS * WIDTH);
const expected = new Float32Array(SEGMENTS * WIDTH);
const random = Random.of('scatter-race');
for (let row = 0; row < ROWS; row += 1) {
  const segment = random.integer(SEGMENTS);
  ids[row] = segment;
  for (let column = 0; column < WIDTH; column += 1) {
    // Sums of small whole numbers are exact in any order.
    const value = random.integer(8);
    values[row * WIDTH + column] = value;
    const place = segment * WIDTH + column;
    expected[place] = (expected[place] ?? 0) + value;
  }
}

const forms: Readonly<Record<string, () => tf.Tensor>> = {
  unsortedSegmentSum: () =>
    tf.unsortedSegmentSum(tf.tensor2d(values, [ROWS, WIDTH]), tf.tensor1d(ids, 'int32'), SEGMENTS),
  scatterND: () =>
    tf.scatterND(tf.tensor2d(ids, [ROWS, 1], 'int32'), tf.tensor2d(values, [ROWS, WIDTH]), [
      SEGMENTS,
      WIDTH,
    ]),
};

for (const [name, form] of Object.entries(forms)) {
  it(`${name} loses no addition to a row that many threads add to`, () => {
    for (let i = 0; i < 10; i += 1) {
      const sums = tf.tidy(() => form().dataSync());
      expect(sums.every((sum, place) => sum === expected[place])).toBe(true);
    }
  });
}
