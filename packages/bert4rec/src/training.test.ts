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

/** The others, and what each is of a model that knows nothing, whose scores are all about 0. */
const binaries: readonly (readonly [ItemLoss, number])[] = [
  [{ kind: 'bce' }, 5 * Math.LN2],
  [{ kind: 'gbce', t: 0.75 }, (4 + (0.75 * (4 / 19 - 1) + 1)) * Math.LN2],
  [{ kind: 'bpr' }, 4 * Math.LN2],
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

  // Not the claim above: with few negatives they take long to find that a masked item hangs on the others' group, in PyTorch
  // too, where the same model stays as long at the same loss. The test of SASRec shows that they learn what follows.
  it.each(binaries)('lowers the loss %j', (loss, atFirst) => {
    const { losses } = trained({ loss, negatives: four, epochs: 40 });
    expect(losses[0]).toBeCloseTo(atFirst, 0);
    expect(mean(losses.slice(-10))).toBeLessThan(atFirst / 2);
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
