import '@tensorflow/tfjs-backend-cpu';
import { maskId } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelKinds, models } from './registry.js';
import { variablesOf } from './testing/model-under-test.js';
import { slotBatch, V } from './testing/toy-batch.js';

const small = { itemCount: V, maxLength: 6, hiddenSize: 8, heads: 1, layers: 1, seed: 1 };
const text = { ...small, itemEmbedding: 'text', contentSize: 3 };

/** Items 1 and 2 have the same content; all others differ. */
const vectors = Float32Array.from({ length: 3 * V }, (_, i) => (i < 6 ? i % 3 : Math.sin(i)));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(modelKinds)('the content of items of a %s', (kind) => {
  const { definition, build: buildKind } = models[kind];
  // A batch of a model that reads times would need some.
  const withoutTimes = 'timeBuckets' in definition.options ? { timeBuckets: 0 } : {};
  const build = (options: object) => buildKind({ ...options, ...withoutTimes });

  it('decides their scores: items of the same content have the same', async () => {
    const model = await build(text);
    model.setItemContent?.({ vectors });
    const { data } = await modelScorer(model).score([{ items: Int32Array.of(5, 3) }]);
    expect(data[1]).toBe(data[2]);
    expect(await model.itemContent?.()).toEqual({ vectors });
    expect(new Set(data.slice(1, maskId(V))).size).toBe(V - 1);
  });

  it.each(['softmax', 'bce'])(
    'leaves items without a training event out of the loss %s',
    async (loss) => {
      const model = await build({ ...text, itemEmbedding: 'text-add', loss: { kind: loss } });
      const popularity = Array.from({ length: V + 1 }, (_, item) => (item === 1 ? 0 : 1));
      model.setItemContent?.({ vectors, popularity });
      const batch = { ...slotBatch(), negatives: tf.tensor1d([1, 5], 'int32') };
      const own = variablesOf(model).find(({ name }) => /item_embedding\/table/.test(name));
      // Item 1 is no input of this batch, so only the loss could reach its row.
      const ids = tf.where(tf.equal(batch.ids, 1), tf.fill(batch.ids.shape, 5, 'int32'), batch.ids);
      const { grads } = tf.variableGrads(
        () => model.loss({ ...batch, ids: ids as tf.Tensor2D }),
        [own as tf.Variable],
      );
      const [gradient] = Object.values(grads);
      const rows = (await gradient?.array()) as number[][];
      expect(rows[1]).toEqual(new Array(small.hiddenSize).fill(0));
      expect(rows[5]?.some((value) => value !== 0)).toBe(true);
    },
  );

  it.each([{ itemFusion: 'sum' }, { itemFusion: 'concat', itemFeatureSize: 2 }])(
    'decides with features: %j',
    async (fusion) => {
      const model = await build({ ...text, featureColumns: 2, ...fusion });
      // Items 1 and 2 have the same content, and differ in features; items 3 and 4 only in content.
      const features = Float32Array.from({ length: 2 * V }, (_, i) =>
        i < 4 ? Math.cos(i) : i < 8 ? i % 2 : Math.cos(3 * i),
      );
      model.setItemContent?.({ vectors, features });
      const { data } = await modelScorer(model).score([{ items: Int32Array.of(5, 3) }]);
      expect(new Set(data.slice(1, maskId(V))).size).toBe(V);
      model.setItemContent?.({ vectors, features: features.fill(1) });
      const { data: same } = await modelScorer(model).score([{ items: Int32Array.of(5, 3) }]);
      expect(same[1]).toBe(same[2]);
      expect(await model.itemContent?.()).toEqual({ vectors, features });
    },
  );

  it('has the size of the configuration, and is refused where a vector is learned for each item', async () => {
    const model = await build(text);
    expect(() => model.setItemContent?.({ vectors: vectors.slice(3) })).toThrow(
      'the content of 7 items of size 3 has 21 values, got 18',
    );
    const plain = await build(small);
    expect(() => plain.setItemContent?.({ vectors })).toThrow('set itemEmbedding');
    expect(await plain.itemContent?.()).toBeUndefined();
    const featured = await build({ ...small, featureColumns: 2 });
    expect(() => featured.setItemContent?.({ vectors })).toThrow(
      'the content of 7 items of size 0 has 0 values, got 21',
    );
    expect(() => featured.setItemContent?.({})).toThrow(
      'the features of 7 items of size 2 have 14 values, got 0',
    );
    await expect(build({ ...small, itemFusion: 'sum' })).rejects.toThrow(
      'itemFusion is about the features of items, and this model has none',
    );
    await expect(build({ ...small, featureColumns: 2, itemFeatureSize: 2 })).rejects.toThrow(
      "itemFeatureSize is about itemFusion 'concat': with 'sum' it is hiddenSize",
    );
    const concat = { ...small, featureColumns: 2, itemFusion: 'concat' };
    await expect(build({ ...concat, itemFeatureSize: 8 })).rejects.toThrow(
      'itemFeatureSize must be less than hiddenSize, 8, got 8',
    );
    await expect(build({ ...small, itemEmbedding: 'text' })).rejects.toThrow(
      "itemEmbedding 'text' needs contentSize, the size of the vectors of items",
    );
    await expect(build({ ...text, itemEmbedding: 'text-init' })).rejects.toThrow(
      "itemEmbedding 'text-init' starts from vectors as long as hiddenSize, 8, got contentSize 3",
    );
    await expect(build({ ...concat, itemEmbedding: 'text-init', contentSize: 8 })).rejects.toThrow(
      "itemEmbedding 'text-init' starts from vectors as long as hiddenSize without itemFeatureSize, 6, got contentSize 8",
    );
  });
});
