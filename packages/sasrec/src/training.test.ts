import '@tensorflow/tfjs-backend-wasm';
import { seededDropout } from '@org/attention';
import { Catalogue, sequencesFromLists, trainingBatches } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sasrec } from './sasrec.js';

const GROUPS = 4;
const LENGTH = 5;
const EPOCHS = 60;
const ITEMS = GROUPS * LENGTH;

/** The items that users of a group watch, always in this order. */
const walkOf = (group: number) => Array.from({ length: LENGTH }, (_, i) => 1 + group * LENGTH + i);
const walks = Array.from({ length: 6 * GROUPS }, (_, user) => walkOf(user % GROUPS));

describe('a model trained on groups of users with one way to go each', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it('learns what follows', async () => {
    const model = sasrec({ itemCount: ITEMS, maxLength: 8, hiddenSize: 16, layers: 1, seed: 1 });
    const batches = trainingBatches(sequencesFromLists(walks), {
      objective: { kind: 'next-item' },
      itemCount: ITEMS,
      maxLength: 8,
      batchSize: 24,
      seed: 1,
    });
    const optimizer = tf.train.adam(0.02);
    const dropout = seededDropout(1);
    const losses: number[] = [];
    for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
      for await (const batch of batches.epoch(epoch)) {
        const { rows, length, targets } = batch;
        tf.tidy(() => {
          const weights = tf.tensor2d(batch.weights, [rows, targets]);
          const tensors = {
            ids: tf.tensor2d(batch.ids, [rows, length], 'int32'),
            positions: tf.tensor2d(batch.positions, [rows, targets], 'int32'),
            labels: tf.tensor2d(batch.labels, [rows, targets], 'int32'),
            weights,
          };
          const mean = optimizer.minimize(
            () => tf.div(model.loss(tensors, { dropout }), tf.sum(weights)),
            true,
          );
          losses.push(mean?.dataSync()[0] ?? Number.NaN);
        });
      }
    }
    expect(losses[0]).toBeCloseTo(Math.log(ITEMS + 2), 0);
    expect(losses.slice(-10).reduce((sum, loss) => sum + loss) / 10).toBeLessThan(0.2);

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
