import '@tensorflow/tfjs-backend-wasm';
import { type ItemLoss, seededDropout } from '@org/attention';
import {
  Catalogue,
  type ModelBatch,
  type NegativesOptions,
  recommend,
  sequencesFromLists,
  trainingBatches,
} from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ModelKind, models } from './registry.js';

const GROUPS = 4;
const LENGTH = 5;
const ITEMS = GROUPS * LENGTH;

/** The items that all users of a group watch, in this order. */
const walkOf = (group: number) => Array.from({ length: LENGTH }, (_, i) => 1 + group * LENGTH + i);
const walks = Array.from({ length: 6 * GROUPS }, (_, user) => walkOf(user % GROUPS));

/** Settings of the objective that suit such short walks. */
const cloze = { maskProbability: 0.4, maxPredictions: 2, lastItemShare: 0.3 };

const four: NegativesOptions = { count: 4, sampling: { kind: 'uniform' } };
const shared: NegativesOptions = { ...four, count: 64, per: 'batch', logQ: true };

/** gBCE raises the label's probability to this power. */
const power = 0.75 * (4 / 19 - 1) + 1;

/** The losses of a model that gives all items the same score. */
const softmaxFirst = Math.log(ITEMS + 2);
const sampledFirst = Math.log(ITEMS + 1);
const bceFirst = Math.log(5) + 4 * Math.log(5 / 4);
const gbceFirst = power * Math.log(1 + 4 / power) + 4 * Math.log(1 + power / 4);
const bprFirst = 4 * Math.LN2;

interface Case {
  readonly kind: ModelKind;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly loss: ItemLoss;
  readonly negatives?: NegativesOptions;
  /** Deviation of the first weights. Default: the model's. */
  readonly stddev?: number;
  /** The learning rate. Default 0.02. */
  readonly rate?: number;
  readonly epochs: number;
  readonly first: number;
  /** The loss ends below this, far under what the items' shares alone give. */
  readonly last: number;
}

const bert = { kind: 'bert4rec', settings: cloze } as const;
/**
 * With the small default weights, losses of few negatives stay long at the loss of item frequencies, and dropout masks
 * decide when they leave it. With larger weights and half the rate, they leave it with any masks.
 */
const wide = { ...bert, stddev: 0.15, rate: 0.01 } as const;
const sas = { kind: 'sasrec', settings: {}, epochs: 120 } as const;
const gbce = { kind: 'gbce', t: 0.75 } as const;
const cases: readonly Case[] = [
  { ...bert, loss: { kind: 'softmax' }, epochs: 120, first: softmaxFirst, last: 0.5 },
  {
    ...{ ...bert, loss: { kind: 'sampled-softmax' }, negatives: shared },
    ...{ epochs: 120, first: sampledFirst, last: 0.5 },
  },
  { ...wide, loss: { kind: 'bce' }, negatives: four, epochs: 200, first: bceFirst, last: 0.5 },
  { ...wide, loss: gbce, negatives: four, epochs: 200, first: gbceFirst, last: 0.3 },
  { ...wide, loss: { kind: 'bpr' }, negatives: four, epochs: 300, first: bprFirst, last: 0.3 },
  { ...sas, loss: { kind: 'softmax' }, first: softmaxFirst, last: 0.2 },
  { ...sas, loss: { kind: 'sampled-softmax' }, negatives: shared, first: sampledFirst, last: 0.2 },
  { ...sas, loss: { kind: 'bce' }, negatives: four, first: bceFirst, last: 0.3 },
  { ...sas, loss: gbce, negatives: four, first: gbceFirst, last: 0.3 },
  { ...sas, loss: { kind: 'bpr' }, negatives: four, first: bprFirst, last: 0.3 },
];

describe('a model trained on groups of users, each with one order of items', () => {
  beforeAll(async () => {
    await tf.setBackend('wasm');
  });

  it.each(cases)(
    'of kind $kind learns by the loss $loss.kind what follows',
    async ({ kind, settings, loss, negatives, stddev, rate = 0.02, epochs, first, last }) => {
      const shape = { itemCount: ITEMS, maxLength: 8, seed: 1 };
      const { build, definition } = models[kind];
      const model = await build({ ...shape, hiddenSize: 16, layers: 1, loss, stddev });
      const objective = definition.objective.objective(settings, shape.maxLength);
      const given = { ...shape, objective, batchSize: 24, ...(negatives && { negatives }) };
      const batches = trainingBatches(sequencesFromLists(walks), given);
      const optimizer = tf.train.adam(rate);
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
      expect(losses[0]).toBeCloseTo(first, 0);
      expect(losses.slice(-10).reduce((sum, value) => sum + value) / 10).toBeLessThan(last);
      await expectWalks(model);
      model.network.dispose();
    },
  );
});

function tensorsOf({ positions, negatives, ...batch }: ModelBatch) {
  const { rows, length, targets } = batch;
  return {
    ids: tf.tensor2d(batch.ids, [rows, length], 'int32'),
    ...(positions && { positions: tf.tensor2d(positions, [rows, targets], 'int32') }),
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

async function expectWalks(model: SequenceModel): Promise<void> {
  const items = Array.from({ length: ITEMS }, (_, i) => ({ index: i + 1, id: i + 1 }));
  const catalogue = new Catalogue(items);
  for (let group = 0; group < GROUPS; group += 1) {
    const walk = walkOf(group);
    const history = walk.slice(0, -1);
    const { recommendations } = await recommend(modelScorer(model), catalogue, history, { k: 1 });
    expect(recommendations[0]?.item).toBe(walk.at(-1));
  }
}
