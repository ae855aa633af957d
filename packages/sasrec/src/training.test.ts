import '@tensorflow/tfjs-backend-wasm';
import { type ItemLoss, seededDropout } from '@org/attention';
import {
  Catalogue,
  type NegativesOptions,
  sequencesFromLists,
  trainingBatches,
} from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sasrec } from './sasrec.js';

const GROUPS = 4;
const LENGTH = 5;
const ITEMS = GROUPS * LENGTH;
const NEGATIVES = 4;
const EPOCHS = 120;

/** The items that users of a group watch, always in this order. */
const walkOf = (group: number) => Array.from({ length: LENGTH }, (_, i) => 1 + group * LENGTH + i);
const walks = Array.from({ length: 6 * GROUPS }, (_, user) => walkOf(user % GROUPS));

const four: NegativesOptions = { count: NEGATIVES, sampling: { kind: 'uniform' } };

/** Of the label's probability in gBCE. */
const power = 0.75 * (4 / 19 - 1) + 1;

/** Each loss, its negatives, what it is of a model that knows nothing, whose scores are all alike, and what it ends below. */
const losses: readonly (readonly [ItemLoss, NegativesOptions | undefined, number, number])[] = [
  [{ kind: 'softmax' }, undefined, Math.log(ITEMS + 2), 0.2],
  [{ kind: 'bce' }, four, Math.log(5) + 4 * Math.log(5 / 4), 0.3],
  [
    { kind: 'gbce', t: 0.75 },
    four,
    power * Math.log(1 + 4 / power) + 4 * Math.log(1 + power / 4),
    0.3,
  ],
  [{ kind: 'bpr' }, four, 4 * Math.LN2, 0.3],
];

describe('a model trained on groups of users with one way to go each', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it.each(losses)('learns what follows, by the loss %j', async (loss, negatives, first, last) => {
    const model = sasrec({
      itemCount: ITEMS,
      maxLength: 8,
      hiddenSize: 16,
      layers: 1,
      seed: 1,
      loss,
    });
    const batches = trainingBatches(sequencesFromLists(walks), {
      objective: { kind: 'next-item' },
      itemCount: ITEMS,
      maxLength: 8,
      batchSize: 24,
      seed: 1,
      ...(negatives && { negatives }),
    });
    const optimizer = tf.train.adam(0.02);
    const dropout = seededDropout(1);
    const values: number[] = [];
    for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
      for await (const { rows, length, targets, ...batch } of batches.epoch(epoch)) {
        tf.tidy(() => {
          const weights = tf.tensor2d(batch.weights, [rows, targets]);
          const tensors = {
            ids: tf.tensor2d(batch.ids, [rows, length], 'int32'),
            positions: tf.tensor2d(batch.positions, [rows, targets], 'int32'),
            labels: tf.tensor2d(batch.labels, [rows, targets], 'int32'),
            weights,
            ...(batch.negatives && {
              negatives: tf.tensor3d(batch.negatives.items, [rows, targets, NEGATIVES], 'int32'),
            }),
          };
          const mean = optimizer.minimize(
            () => tf.div(model.loss(tensors, { dropout }), tf.sum(weights)),
            true,
          );
          values.push(mean?.dataSync()[0] ?? Number.NaN);
        });
      }
    }
    expect(values[0]).toBeCloseTo(first, 0);
    expect(values.slice(-10).reduce((sum, value) => sum + value) / 10).toBeLessThan(last);

    const catalogue = new Catalogue(
      Array.from({ length: ITEMS }, (_, i) => ({ index: i + 1, id: i + 1 })),
    );
    for (let group = 0; group < GROUPS; group += 1) {
      const walk = walkOf(group);
      const { recommendations } = await model.recommend(walk.slice(0, -1), { catalogue, k: 1 });
      expect(recommendations[0]?.item).toBe(walk.at(-1));
    }
  });
});
