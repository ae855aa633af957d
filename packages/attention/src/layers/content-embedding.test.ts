import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../../../testing/expect-tensor.js';
import { ContentEmbedding } from './content-embedding.js';
import type { ContentUse, ItemFusion } from './content-embedding-options.js';
import { TiedItemScores } from './tied-item-scores-layer.js';

/** Two items of content size 2 between the two special ids. */
const CONTENT = Float32Array.of(1, 0, 0.6, 0.8);
const ids = () => tf.tensor2d([[0, 1, 2, 3]], undefined, 'int32');

function layerOf(use: ContentUse, own: object = {}): ContentEmbedding {
  const options = { rows: 4, size: 2, contentSize: 2, seed: 1, stddev: 1, ...own };
  const layer = new ContentEmbedding({ name: 'items', use, ...options });
  layer.apply(ids());
  layer.setContent(CONTENT);
  return layer;
}

function set(layer: ContentEmbedding, name: string, values: number[], shape: [number, number]) {
  const weight = layer.weights.find(({ originalName }) => originalName === `items/${name}`);
  weight?.write(tf.tensor2d(values, shape));
}

describe('ContentEmbedding', () => {
  it('projects the content of items, and learns the rows of the two special ids', () => {
    const layer = layerOf('projected', { scale: 2 });
    set(layer, 'kernel', [1, 2, 3, 4], [2, 2]);
    set(layer, 'special', [7, 8, -7, -8], [2, 2]);
    const [items, table] = layer.apply(ids());
    const rows = [7, 8, 1, 2, 3, 4.4, -7, -8];
    expectClose(table, tf.tensor2d(rows, [4, 2]));
    expectClose(
      items,
      tf.tensor3d(
        rows.map((x) => 2 * x),
        [1, 4, 2],
      ),
    );
  });

  it('adds an offset that it shortens to the bound, and leaves a shorter one as it is', () => {
    const layer = layerOf('offset');
    set(layer, 'offset', [9, 9, 0, 3, 0.3, -0.4, 9, 9], [4, 2]);
    const [, table] = layer.apply(ids());
    expectClose(tf.slice(table, [1, 0], [2, 2]), tf.tensor2d([1, 0.5, 0.9, 0.4], [2, 2]));
  });

  it('starts from the content alone where items learn an offset, also for gradients', () => {
    const layer = layerOf('offset');
    const [, table] = layer.apply(ids());
    expectClose(tf.slice(table, [1, 0], [2, 2]), tf.tensor2d([...CONTENT], [2, 2]));
    const offset = layer.trainableWeights.find(
      ({ originalName }) => originalName === 'items/offset',
    );
    const { grads } = tf.variableGrads(
      () => tf.sum(layer.apply(ids())[1]) as tf.Scalar,
      [offset?.read() as tf.Variable],
    );
    const [gradient] = Object.values(grads);
    expectClose(gradient as tf.Tensor, tf.tensor2d([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]));
  });

  it('adds the projected content to a learned table', () => {
    const layer = layerOf('added');
    set(layer, 'kernel', [1, 2, 3, 4], [2, 2]);
    set(layer, 'table', [0, 0, 10, 10, 20, 20, 0, 0], [4, 2]);
    const [, table] = layer.apply(ids());
    expectClose(tf.slice(table, [1, 0], [2, 2]), tf.tensor2d([11, 12, 23, 24.4], [2, 2]));
  });

  it('trains neither the content nor the bias of losses, and saves both', () => {
    const layer = layerOf('projected');
    const names = (weights: tfl.LayerVariable[]) => weights.map(({ originalName }) => originalName);
    expect(names(layer.trainableWeights)).toEqual(['items/special', 'items/kernel']);
    expect(names(layer.nonTrainableWeights)).toEqual(['items/content', 'items/loss_bias']);
    const again = new ContentEmbedding(layer.getConfig() as never);
    again.apply(ids());
    again.setWeights(layer.getWeights());
    expectClose(again.table(), layer.table(), { tolerance: 0 });
  });

  it('leaves out of losses the ids that setContent names, with and without a learned bias', () => {
    for (const useBias of [true, false]) {
      const layer = layerOf('projected');
      layer.setContent(CONTENT, [2]);
      const [hidden, table] = layer.apply(tf.tensor2d([[1]], undefined, 'int32'));
      const output = new TiedItemScores({ useBias });
      const scores = output.apply([hidden, table]).dataSync();
      const rest = [scores[0], scores[1], scores[3]].map((score) => Math.exp(score ?? 0));
      const targets = { labels: tf.tensor2d([[1]], undefined, 'int32'), weights: tf.ones([1, 1]) };
      const loss = output.itemLoss(
        { kind: 'softmax' },
        { hidden, table, itemCount: 2, ...targets, addedBias: layer.lossBias() },
      );
      const expected = Math.log(rest.reduce((a, b) => a + b)) - (scores[1] ?? 0);
      expect(loss.dataSync()[0]).toBeCloseTo(expected, 5);
    }
  });

  /** Two items with three columns of features between the two special ids. */
  function featuredLayer(use: ContentUse, fusion: ItemFusion, own: object = {}): ContentEmbedding {
    const contentSize = use === 'learned' ? 0 : 2;
    const size = fusion === 'concat' ? { size: 3, featureSize: 1 } : {};
    const features = { featureColumns: 3, fusion, contentSize, ...size, ...own };
    const options = { rows: 4, size: 2, seed: 1, stddev: 1, ...features };
    const layer = new ContentEmbedding({ name: 'items', use, ...options });
    layer.apply(ids());
    layer.setContent(use === 'learned' ? new Float32Array() : CONTENT);
    layer.setFeatures(Float32Array.of(1, 0, 0, 0.5, 0.5, -2));
    return layer;
  }

  it('adds projected features to learned rows', () => {
    const layer = featuredLayer('learned', 'sum');
    set(layer, 'table', [0, 0, 10, 10, 20, 20, 0, 0], [4, 2]);
    set(layer, 'feature_kernel', [1, 2, 3, 4, 0.5, 1], [3, 2]);
    set(layer, 'special', [7, 8, -7, -8], [2, 2]);
    const [, table] = layer.apply(ids());
    // The second item is half the first category, half the second, and two deviations below the mean of a number.
    expectClose(table, tf.tensor2d([7, 8, 11, 12, 21, 21, -7, -8], [4, 2]));
  });

  it.each(['projected', 'offset', 'added', 'learned'] as const)(
    'joins projected features to rows that are %s, in columns of their own',
    (use) => {
      const layer = featuredLayer(use, 'concat');
      set(layer, 'feature_kernel', [1, 2, 3], [3, 1]);
      const [, table] = layer.apply(ids());
      expectClose(tf.slice(table, [1, 2], [2, 1]), tf.tensor2d([1, -4.5], [2, 1]));
      layer.setFeatures(new Float32Array(6));
      const [, without] = layer.apply(ids());
      expectClose(tf.slice(without, [1, 0], [2, 2]), tf.slice(table, [1, 0], [2, 2]), {
        tolerance: 0,
      });
      expectClose(tf.slice(without, [1, 2], [2, 1]), tf.zeros([2, 1]));
    },
  );

  it('trains the matrix of features, but not features, and saves both', () => {
    const layer = featuredLayer('offset', 'concat');
    const names = (weights: tfl.LayerVariable[]) => weights.map(({ originalName }) => originalName);
    expect(names(layer.trainableWeights)).toEqual([
      'items/special',
      'items/offset',
      'items/feature_kernel',
    ]);
    expect(names(layer.nonTrainableWeights)).toContain('items/features');
    const again = new ContentEmbedding(layer.getConfig() as never);
    again.apply(ids());
    again.setWeights(layer.getWeights());
    expectClose(again.table(), layer.table(), { tolerance: 0 });
  });

  it('refuses features of another size, and sizes that leave nothing to join', () => {
    const layer = featuredLayer('learned', 'sum');
    expect(() => layer.setFeatures(Float32Array.of(1, 2))).toThrow(
      'items: the features of 2 items have 3 values each, got 2 values',
    );
    expect(() => featuredLayer('learned', 'concat', { featureSize: 3 })).toThrow(
      'featureSize is less than size, which is 3, got 3',
    );
    expect(() => featuredLayer('learned', 'concat', { featureSize: undefined })).toThrow(
      'featureSize is a whole number of at least 1',
    );
    expect(() => featuredLayer('offset', 'concat', { contentSize: 3 })).toThrow(
      'contentSize is the size, 2, where items learn an offset from their content, got 3',
    );
    expect(() => featuredLayer('learned', 'sum', { featureColumns: 0 })).toThrow(
      "with the use 'learned', contentSize is 0 and there are featureColumns",
    );
  });

  it('has the same table frozen, and frees it', () => {
    const before = tf.memory().numTensors;
    const layer = layerOf('added');
    const expected = layer.table();
    layer.freeze();
    expectClose(layer.table(), expected, { tolerance: 0 });
    tf.tidy(() => expectClose(layer.apply(ids())[1], expected, { tolerance: 0 }));
    tf.dispose(expected);
    layer.dispose();
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + 4);
  });

  it('leaks no tensors', () => {
    const layer = layerOf('offset');
    const asked = ids();
    expectNoLeak(() => layer.apply(asked));
    expectNoLeak(() => layer.table());
    const featured = featuredLayer('added', 'concat');
    expectNoLeak(() => featured.apply(asked));
    expectNoLeak(() => {
      layer.setContent(CONTENT);
      featured.setFeatures(new Float32Array(6));
      return [];
    });
  });

  it('refuses content of another size', () => {
    expect(() => layerOf('projected').setContent(Float32Array.of(1, 2, 3))).toThrow(
      'items: the content of 2 items has 2 values each, got 3 values',
    );
    expect(() => layerOf('offset', { contentSize: 3 })).toThrow(
      'contentSize is the size, 2, where items learn an offset from their content, got 3',
    );
    expect(() => layerOf('summed' as ContentUse)).toThrow(
      'use is one of projected, offset, added, learned, got "summed"',
    );
  });

  it('is loaded from the configuration of a network', () => {
    const input = tfl.input({ shape: [null], dtype: 'int32' });
    const [items] = layerOf('added').apply(input);
    const network = tfl.model({ inputs: input, outputs: items });
    const again = tfl.LayersModel.fromConfig(tfl.LayersModel, network.getConfig());
    expect(again.getConfig()).toEqual(network.getConfig());
  });
});
