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
async function trained(
  options: Partial<TrainOptions> & { readonly loss?: 'mse' | 'l1' | 'log' } = {},
) {
  const { loss = 'mse', ...rest } = options;
  const { data, dataset } = toy;
  const examples = Int32Array.from(data.items.keys()).filter((event) => event % 6 !== 5);
  const held = Int32Array.from(data.items.keys()).filter((event) => event % 6 === 5);
  const features = BstFeatures.fit({ data, events: examples }, dataset, {
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
    batches: bstBatches({ model, features, data, examples, batchSize: 16, seed: 1 }),
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
  it('learns the ratings of training, by each loss', async () => {
    const learningRate = { kind: 'constant', rate: 0.01 } as const;
    for (const loss of ['mse', 'l1', 'log'] as const) {
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
    for (const loss of ['mse', 'log'] as const) {
      await tf.setBackend('cpu');
      const whole = await trained({ loss });
      const pieces = await trained({ loss, microBatchRows: 5 });
      await tf.setBackend('onnx');
      const compiled = await trained({ loss, stepRunner: compilePieces });
      for (const [step, value] of whole.losses.entries()) {
        expect(pieces.losses[step]).toBeCloseTo(value, 3);
        expect(compiled.losses[step]).toBeCloseTo(value, 3);
      }
    }
  });

  it('predicts with the log loss how likely a user likes an item', async () => {
    const { model, predictor, questions } = await trained({ loss: 'log', epochs: 1 });
    const likes = await predictor.predict(questions);
    for (const like of likes) expect(like).toSatisfy((p: number) => p > 0 && p < 1);
    // Cross-entropy of one row by hand: -log σ(s) of a like, -log(1 - σ(s)) of another.
    const { features, data } = { ...toy, features: trainedFeatures() };
    const [batch] = bstBatchesOf(model, features, Int32Array.of(0, 1, 2, 3), 4);
    const tensors = tensorsOf(batch?.arrays ?? {});
    const scores = await model.score(tensors as never).data();
    const labels = [...(batch?.arrays.labels?.data ?? [])];
    expect(labels.toSorted()).toEqual(
      [0, 1, 2, 3].map((event) => ((data.values[event] as number) >= 4 ? 1 : 0)).toSorted(),
    );
    const byHand = labels.map((label, row) => {
      const like = 1 / (1 + Math.exp(-(scores[row] as number)));
      return -Math.log(label === 1 ? like : 1 - like);
    });
    expect(model.loss(tensors as never).dataSync()[0]).toBeCloseTo(4 * mean(byHand), 4);
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
    const features = trainedFeatures();
    const lossOf = (examples: Int32Array, batchSize: number) => {
      const [batch] = [...bstBatchesOf(model, features, examples, batchSize)];
      return model.loss(tensorsOf(batch?.arrays ?? {}) as never).dataSync()[0];
    };
    const examples = Int32Array.of(1, 2, 3);
    expect(lossOf(examples, 8)).toBeCloseTo(lossOf(examples, 3) ?? Number.NaN, 4);
  });
});

function bstBatchesOf(model: Bst, features: BstFeatures, examples: Int32Array, batchSize: number) {
  const { epoch } = bstBatches({ model, features, data: toy.data, examples, batchSize, seed: 1 });
  return epoch(0) as Iterable<{
    readonly arrays: Record<string, { data: Float32Array | Int32Array; shape: readonly number[] }>;
  }>;
}

function trainedFeatures(): BstFeatures {
  const events = Int32Array.from(toy.data.items.keys());
  return BstFeatures.fit({ data: toy.data, events }, toy.dataset, {
    maxLength: 4,
    numbers: 'both',
  });
}

function tensorsOf(
  arrays: Readonly<
    Record<string, { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] }>
  >,
) {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}
