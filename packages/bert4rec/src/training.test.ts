import '@tensorflow/tfjs-backend-wasm';
import { type ItemLoss, seededDropout } from '@org/attention';
import {
  Catalogue,
  type ModelBatch,
  type NegativesOptions,
  sequencesFromLists,
  trainingBatches,
} from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bert4Rec, bert4rec } from './bert4rec.js';

const GROUPS = 4;
const LENGTH = 5;
const ITEMS = GROUPS * LENGTH;

/** The items that users of a group watch, always in this order. */
const walkOf = (group: number) => Array.from({ length: LENGTH }, (_, i) => 1 + group * LENGTH + i);
const walks = Array.from({ length: 6 * GROUPS }, (_, user) => walkOf(user % GROUPS));

const four: NegativesOptions = { count: 4, sampling: { kind: 'uniform' } };

/** The losses that soon learn the walks, and their negatives. */
const softmaxes: readonly (readonly [ItemLoss, NegativesOptions | undefined])[] = [
  [{ kind: 'softmax' }, undefined],
  [
    { kind: 'sampled-softmax' },
    { count: 64, sampling: { kind: 'uniform' }, per: 'batch', logQ: true },
  ],
];

/** Of the label's probability in gBCE. */
const power = 0.75 * (4 / 19 - 1) + 1;

/**
 * The others, what each is of a model that knows nothing, whose scores are all alike, and what it ends below: far under
 * what knowing the items that occur comes to, 1.15, 0.74 and 0.46.
 */
const binaries: readonly (readonly [ItemLoss, number, number])[] = [
  [{ kind: 'bce' }, Math.log(5) + 4 * Math.log(5 / 4), 0.8],
  [{ kind: 'gbce', t: 0.75 }, power * Math.log(1 + 4 / power) + 4 * Math.log(1 + power / 4), 0.5],
  [{ kind: 'bpr' }, 4 * Math.LN2, 0.3],
];

function tensorsOf({ negatives, ...batch }: ModelBatch) {
  const { rows, length, targets } = batch;
  return {
    ids: tf.tensor2d(batch.ids, [rows, length], 'int32'),
    positions: tf.tensor2d(batch.positions, [rows, targets], 'int32'),
    labels: tf.tensor2d(batch.labels, [rows, targets], 'int32'),
    weights: tf.tensor2d(batch.weights, [rows, targets]),
    ...(negatives && {
      negatives:
        negatives.per === 'batch'
          ? tf.tensor1d(negatives.items, 'int32')
          : tf.tensor3d(negatives.items, [rows, targets, 4], 'int32'),
    }),
    ...(negatives?.logQ && { logQ: tf.tensor1d(negatives.logQ) }),
  };
}

describe('a model trained on groups of users with one way to go each', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it.each(softmaxes)('learns what follows, by the loss %j', (loss, negatives) => {
    const { model, losses } = trained({ loss, negatives, epochs: 120 });
    expect(losses[0]).toBeCloseTo(Math.log(ITEMS + 1), 0);
    expect(mean(losses.slice(-10))).toBeLessThan(0.5);
    return expectWalks(model);
  });

  it.each(binaries)('learns what follows, later, by the loss %j', (loss, atFirst, last) => {
    const { model, losses } = trained({ loss, negatives: four, epochs: 200 });
    expect(losses[0]).toBeCloseTo(atFirst, 0);
    expect(mean(losses.slice(-10))).toBeLessThan(last);
    return expectWalks(model);
  });
});

interface Training {
  readonly loss: ItemLoss;
  readonly negatives: NegativesOptions | undefined;
  readonly epochs: number;
}

/** A model after some epochs on the walks, and the mean loss of each batch. */
function trained({ loss, negatives, epochs }: Training) {
  const model = bert4rec({
    itemCount: ITEMS,
    maxLength: 8,
    hiddenSize: 16,
    layers: 1,
    dropout: 0.1,
    attentionDropout: 0.1,
    seed: 1,
    loss,
  });
  const batches = trainingBatches(sequencesFromLists(walks), {
    objective: { kind: 'cloze', maskProbability: 0.4, maxPredictions: 2, lastItemShare: 0.3 },
    itemCount: ITEMS,
    maxLength: 8,
    batchSize: 24,
    seed: 1,
    ...(negatives && { negatives }),
  });
  const optimizer = tf.train.adam(0.02);
  const dropout = seededDropout(1);
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const batch of batches.epoch(epoch)) {
      tf.tidy(() => {
        const tensors = tensorsOf(batch);
        const mean = optimizer.minimize(
          () => tf.div(model.loss(tensors, { dropout }), tf.sum(tensors.weights)),
          true,
        );
        losses.push(mean?.dataSync()[0] ?? Number.NaN);
      });
    }
  }
  return { model, losses };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function expectWalks(model: Bert4Rec): Promise<void> {
  const catalogue = new Catalogue(
    Array.from({ length: ITEMS }, (_, i) => ({ index: i + 1, id: i + 1 })),
  );
  for (let group = 0; group < GROUPS; group += 1) {
    const walk = walkOf(group);
    const { recommendations } = await model.recommend(walk.slice(0, -1), { catalogue, k: 1 });
    expect(recommendations[0]?.item).toBe(walk.at(-1));
  }
}
