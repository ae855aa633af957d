import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ratingQuestions } from '@org/ratings';
import { compilePieces } from '@org/tfjs-onnx';
import { type TrainOptions, train } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { bstBatches } from './batches.js';
import { Bst } from './bst.js';
import { BstFeatures } from './features.js';
import { bstPredictor } from './predictor.js';
import { toyRatings } from './testing/toy-ratings.js';

const root = temporaryDirectory();

let toy: Awaited<ReturnType<typeof toyRatings>>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  toy = await toyRatings();
});
afterEach(async () => {
  await tf.setBackend('cpu');
});

/** Trains on all ratings but the last of each user. */
async function trained(options: Partial<TrainOptions> & { readonly loss?: 'mse' | 'l1' } = {}) {
  const { loss = 'mse', ...rest } = options;
  const { data, dataset } = toy;
  const examples = Int32Array.from(data.items.keys()).filter((event) => event % 6 !== 5);
  const held = Int32Array.from(data.items.keys()).filter((event) => event % 6 === 5);
  const features = new BstFeatures({ data, events: examples }, dataset, {
    maxLength: 4,
    numbers: 'both',
  });
  const model = new Bst({
    ...features.sizes,
    maxLength: 4,
    hiddenSize: 8,
    heads: 2,
    innerSize: 8,
    dense: [16, 8, 4],
    dropout: 0.1,
    loss,
    seed: 3,
  });
  const predictor = bstPredictor({ model, features, batchRows: 5 });
  const questions = ratingQuestions(data, held);
  const losses: number[] = [];
  const run = train({
    model,
    batches: bstBatches({ features, data, examples, batchSize: 16, seed: 1 }),
    seed: 1,
    epochs: 2,
    ...rest,
  });
  for await (const event of run) if (event.type === 'step') losses.push(event.loss);
  return { model, losses, predictor, questions };
}

const weightsOf = ({ network }: Bst) =>
  network.getWeights().map((weight) => [...weight.dataSync()]);

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a BST in the training loop', () => {
  it('learns the ratings of training, by either loss', async () => {
    const learningRate = { kind: 'constant', rate: 0.01 } as const;
    for (const loss of ['mse', 'l1'] as const) {
      const { losses } = await trained({ epochs: 25, learningRate, loss });
      const [first, last] = [
        losses.slice(0, losses.length / 25),
        losses.slice(-losses.length / 25),
      ];
      expect(mean(last)).toBeLessThan(mean(first) / 2);
    }
  });

  it('gives the same bytes for the same seed, and after a stop and a resume', async () => {
    const whole = await trained();
    expect(weightsOf((await trained()).model)).toEqual(weightsOf(whole.model));
    const checkpoints = {
      directory: mkdtempSync(join(root, 'bst-')),
      every: { steps: 1 },
      resume: true,
    };
    await trained({ checkpoints, maxSteps: 3 });
    const resumed = await trained({ checkpoints });
    expect(resumed.losses).toEqual(whole.losses.slice(3));
    expect(weightsOf(resumed.model)).toEqual(weightsOf(whole.model));
  });

  it('gives the same losses in pieces and on the compiled engine, dropout included', async () => {
    const whole = await trained();
    const pieces = await trained({ microBatchRows: 5 });
    await tf.setBackend('onnx');
    const compiled = await trained({ stepRunner: compilePieces });
    for (const [step, loss] of whole.losses.entries()) {
      expect(pieces.losses[step]).toBeCloseTo(loss, 3);
      expect(compiled.losses[step]).toBeCloseTo(loss, 3);
    }
  });

  it('keeps the weights of the lowest validation error', async () => {
    const values = [0.9, 0.7, 0.8];
    const seen: number[] = [];
    const { model } = await trained({
      epochs: 3,
      validation: {
        metric: 'mae',
        lowerIsBetter: true,
        measure: async () => ({ mae: values[seen.push(1) - 1] ?? 1 }),
      },
    });
    const two = await trained({ epochs: 2 });
    expect(seen.length).toBe(3);
    expect(weightsOf(model)).toEqual(weightsOf(two.model));
  });

  it('predicts in batches of any size what it predicts at once, inside the range of ratings', async () => {
    const { predictor, questions } = await trained();
    const ratings = await predictor.predict(questions);
    for (const rating of ratings) {
      expect(rating).toBeGreaterThanOrEqual(1);
      expect(rating).toBeLessThanOrEqual(5);
    }
    const first = await predictor.predict({
      ...questions,
      users: questions.users.slice(0, 1),
      items: questions.items.slice(0, 1),
      ends: questions.ends.slice(0, 1),
    });
    expect(first[0]).toBeCloseTo(ratings[0] as number, 5);
  });

  it('adds nothing for an empty row', async () => {
    const { model } = await trained({ epochs: 1, maxSteps: 1, loss: 'l1' });
    const { data } = toy;
    const features = new BstFeatures(
      { data, events: Int32Array.from(data.items.keys()) },
      toy.dataset,
      { maxLength: 4, numbers: 'both' },
    );
    const lossOf = (examples: Int32Array, batchSize: number) => {
      const [batch] = [...bstBatchesOf(features, examples, batchSize)];
      const tensors = Object.fromEntries(
        Object.entries(batch?.arrays ?? {}).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
        ]),
      );
      return model.loss(tensors as never).dataSync()[0];
    };
    const examples = Int32Array.of(1, 2, 3);
    expect(lossOf(examples, 8)).toBeCloseTo(lossOf(examples, 3) ?? Number.NaN, 4);
  });
});

function bstBatchesOf(features: BstFeatures, examples: Int32Array, batchSize: number) {
  const { epoch } = bstBatches({ features, data: toy.data, examples, batchSize, seed: 1 });
  return epoch(0) as Iterable<{
    readonly arrays: Record<string, { data: Float32Array | Int32Array; shape: readonly number[] }>;
  }>;
}
