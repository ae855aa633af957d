import * as tf from '@tensorflow/tfjs-core';
import '@org/tfjs-onnx';
import '@tensorflow/tfjs-backend-cpu';
import { neighbours } from '@org/sequence-model';
import { expect, it } from 'vitest';

it.each(['cpu', 'onnx'])(
  'on %s are items of a high cosine, never PAD, MASK or the item',
  async (backend) => {
    await tf.setBackend(backend);
    // PAD, four items and MASK. The third is twice the first, the fourth has no direction.
    const table = tf.tensor2d([
      [9, 9],
      [3, 4],
      [4, 3],
      [6, 8],
      [0, 0],
      [3, 4],
    ]);
    const { similar } = await neighbours(table, 4);
    table.dispose();
    const { indices, scores } = await similar(1, 3);
    expect([...indices]).toEqual([3, 2, 4]);
    [1, 0.96, 0].forEach((cosine, place) => {
      expect(scores[place]).toBeCloseTo(cosine, 6);
    });
    expect((await similar(4, 2)).indices).toEqual(Int32Array.of(1, 2));
    expect((await similar(2, 100)).indices).toHaveLength(3);
  },
);
