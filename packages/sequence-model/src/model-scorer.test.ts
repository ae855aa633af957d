import '@tensorflow/tfjs-backend-cpu';
import { Catalogue, maskId, PAD, recommend, tableRows } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelScorer } from './model-scorer.js';
import type { SequenceModel } from './sequence-model.js';

const ITEMS = 5;

/** Scores each item by how often the query contains it, so that every score can be checked by hand. */
class CountItems extends tfl.layers.Layer {
  static readonly className = 'CountItems';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [ids] = inputs as [tf.Tensor2D];
    return tf.tidy(() => tf.sum(tf.oneHot(ids, tableRows(ITEMS), 1, 0, 'float32'), 1, true)); // [B, 1, V + 2]
  }

  override computeOutputShape(): tfl.Shape {
    return [null, null, tableRows(ITEMS)];
  }
}

function countingModel(): SequenceModel {
  const ids = tfl.input({ shape: [null], dtype: 'int32' });
  const positions = tfl.input({ shape: [null], dtype: 'int32' });
  const scores = new CountItems({}).apply([ids, positions]) as tfl.SymbolicTensor;
  return {
    kind: 'counts',
    config: {},
    query: 'cloze',
    itemCount: ITEMS,
    maxLength: 4,
    network: tfl.model({ inputs: [ids, positions], outputs: scores }),
    itemTable: () => tf.zeros([tableRows(ITEMS), 1]),
    loss: () => tf.scalar(0),
  };
}

const histories = [[1, 2, 2], [3], [], [5, 4, 1, 1, 1]].map((items) => ({
  items: Int32Array.from(items),
}));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('modelScorer', () => {
  it('scores each history with the same query in evaluation and serving', async () => {
    const { rows, width, data } = await modelScorer(countingModel()).score(histories);
    expect([rows, width]).toEqual([4, tableRows(ITEMS)]);
    const ofItems = histories.map((_, row) => [
      ...data.subarray(row * width + 1, row * width + ITEMS + 1),
    ]);
    expect(ofItems).toEqual([
      [1, 2, 0, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
      [3, 0, 0, 0, 0], // The newest three, and the mask.
    ]);
    const special = (id: number) => histories.map((_, row) => data[row * width + id]);
    expect(special(maskId(ITEMS))).toEqual([1, 1, 1, 1]);
    expect(special(PAD)).toEqual([0, 2, 3, 0]);
  });

  it('gives the same scores in batches of any size', async () => {
    const whole = await modelScorer(countingModel()).score(histories);
    const items = (data: Float32Array) => data.filter((_, i) => i % whole.width !== PAD);
    for (const batchRows of [1, 2, 3]) {
      const { data } = await modelScorer(countingModel(), { batchRows }).score(histories);
      expect(items(data)).toEqual(items(whole.data));
    }
  });

  it('does not change earlier scores when it scores other histories', async () => {
    const scorer = modelScorer(countingModel());
    const first = await scorer.score([{ items: Int32Array.of(5, 5, 1) }]);
    await scorer.score([{ items: Int32Array.of(2, 2, 2) }]);
    expect([...first.data.subarray(1, ITEMS + 1)]).toEqual([1, 0, 0, 0, 2]);
  });

  it('gives no rows for no histories', async () => {
    expect(await modelScorer(countingModel()).score([])).toMatchObject({ rows: 0 });
  });

  it('leaves no tensor behind', async () => {
    const scorer = modelScorer(countingModel(), { batchRows: 2 });
    const before = tf.memory().numTensors;
    await scorer.score(histories);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([0, -1, 1.5])('refuses batches of %d rows', (batchRows) => {
    expect(() => modelScorer(countingModel(), { batchRows })).toThrow(`got ${batchRows}`);
  });
});

it('recommends by external ids, as the README shows', async () => {
  const titles = ['tt0111161', 'tt0068646', 'tt0071562', 'tt0468569', 'tt0050083'];
  const catalogue = new Catalogue(titles.map((id, place) => ({ index: place + 1, id })));
  const scorer = modelScorer(countingModel());
  const { recommendations } = await recommend(scorer, catalogue, ['tt0111161', 'tt0068646'], {
    k: 5,
  });
  expect(recommendations.map(({ item }) => item)).toEqual(['tt0071562', 'tt0468569', 'tt0050083']);
});
