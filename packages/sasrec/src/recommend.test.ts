import '@tensorflow/tfjs-backend-cpu';
import { Catalogue, modelInputs } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sasrec } from './sasrec.js';
import { TINY } from './testing/toy.js';

const catalogue = new Catalogue(
  ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu'].map((id, i) => ({
    index: i + 1,
    id,
    title: `The ${id}`,
  })),
);

describe('recommend', () => {
  const model = sasrec({ ...TINY, stddev: 0.5 });

  it('ranks the items by their scores at the newest of the history, the seen ones left out', async () => {
    const scores = model.network.apply([
      tf.tensor2d([[3, 1]], [1, 2], 'int32'),
      tf.tensor2d([[1]], [1, 1], 'int32'),
    ]) as tf.Tensor;
    const row = scores.dataSync();
    const expected = [2, 4, 5, 6, 7].sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0));

    const { recommendations, ignored } = await model.recommend(['cat', 'ant'], { catalogue, k: 3 });
    expect(recommendations.map(({ index }) => index)).toEqual(expected.slice(0, 3));
    expect(recommendations[0]?.title).toBe(`The ${recommendations[0]?.item}`);
    expect(recommendations[0]?.score).toBeCloseTo(row[expected[0] ?? 0] ?? Number.NaN, 5);
    expect(ignored).toEqual([]);
  });

  it('keeps to what is allowed and not excluded, and says what it did not know', async () => {
    const { recommendations, ignored } = await model.recommend(['cat', 'yak'], {
      catalogue,
      exclude: ['dog'],
      allow: ['dog', 'eel', 'cat'],
    });
    expect(recommendations.map(({ item }) => item)).toEqual(['eel']);
    expect(ignored).toEqual(['yak']);
  });

  it('answers an empty history, and cuts a long one to its newest items', async () => {
    const ids = async (history: string[]) => {
      const options = { catalogue, k: 7, excludeSeen: false };
      return (await model.recommend(history, options)).recommendations;
    };
    expect(await ids([])).toHaveLength(7);
    const long = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu'];
    expect(await ids(long)).toEqual(await ids(long.slice(-6)));
  });

  it('scores as the network does on the inputs that training evaluates with', async () => {
    const histories = [[1, 2, 3], [], [7, 6]].map((items) => ({ items: Int32Array.from(items) }));
    const found = await model.scorer({ batchRows: 2 }).score(histories);
    const inputs = modelInputs(histories, { query: 'next-item', maxLength: 6, itemCount: 7 });
    const expected = model.network.apply([
      tf.tensor2d(inputs.ids, [3, inputs.length], 'int32'),
      tf.tensor2d(inputs.positions, [3, 1], 'int32'),
    ]) as tf.Tensor;
    const wanted = expected.dataSync();
    expect(found.width).toBe(9);
    found.data.forEach((score, i) => {
      expect(score).toBeCloseTo(wanted[i] ?? Number.NaN, 5);
    });
  });

  it('leaves no tensor behind', async () => {
    await model.recommend(['cat'], { catalogue });
    const before = tf.memory().numTensors;
    await model.recommend(['cat'], { catalogue });
    expect(tf.memory().numTensors).toBe(before);
  });
});
