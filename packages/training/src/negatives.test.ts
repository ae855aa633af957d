import '@tensorflow/tfjs-backend-cpu';
import { bert4rec } from '@org/bert4rec';
import {
  type NegativesOptions,
  type Sequences,
  sequencesFromLists,
  trainingBatches,
} from '@org/seqrec-data';
import { describe, expect, it } from 'vitest';
import { train } from './train.js';

const itemCount = 8;
const sequences: Sequences = {
  ...sequencesFromLists([
    [1, 2, 3, 4, 5],
    [2, 3, 4, 5, 6],
    [3, 4, 5, 6, 7],
    [4, 5, 6],
    [5, 6],
  ]),
  dislikes: { offsets: Int32Array.of(0, 1, 2, 2, 2, 2), items: Int32Array.of(8, 1) },
};

/** The loss and gradient norm of each step. */
async function steps(
  negatives: NegativesOptions,
  microBatchRows?: number,
): Promise<readonly number[]> {
  const model = bert4rec({
    ...{ itemCount, maxLength: 6, hiddenSize: 4, layers: 1, stddev: 0.5, seed: 2 },
    loss: { kind: 'sampled-softmax' },
  });
  const batches = trainingBatches(sequences, {
    objective: { kind: 'cloze', maskProbability: 0.4, maxPredictions: 2, lastItemShare: 0.2 },
    ...{ itemCount, maxLength: 6, batchSize: 5, seed: 1, negatives },
  });
  const found: number[] = [];
  const pieces = microBatchRows === undefined ? {} : { microBatchRows };
  for await (const event of train({ model, batches, seed: 3, maxSteps: 3, ...pieces })) {
    if (event.type === 'step') found.push(event.loss, event.gradientNorm);
  }
  model.dispose();
  return found;
}

const dislikes = {
  kind: 'dislikes',
  probability: 0.5,
  weight: 3,
  otherwise: { kind: 'uniform' },
} as const;
const cases: readonly NegativesOptions[] = [
  { count: 3, sampling: dislikes, logQ: true },
  { count: 3, sampling: dislikes, per: 'sequence', logQ: true },
  { count: 6, sampling: { kind: 'popularity' }, per: 'batch', logQ: true },
  { count: 6, sampling: { kind: 'in-batch' }, logQ: true },
];

describe.each(cases)('negatives %j', (negatives) => {
  it('reach the loss, in pieces and in whole batches', async () => {
    const whole = await steps(negatives);
    const pieces = await steps(negatives, 2);
    expect(whole).toHaveLength(6);
    expect(whole.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
    pieces.forEach((value, i) => {
      expect(value).toBeCloseTo(whole[i] ?? Number.NaN, 4);
    });
  });

  it('reach it with their log Q, and with their weights if they have any', async () => {
    const whole = await steps(negatives);
    expect(await steps({ ...negatives, logQ: false })).not.toEqual(whole);
    const sampling = { ...dislikes, weight: 1 };
    if (negatives.sampling.kind === 'dislikes') {
      expect(await steps({ ...negatives, sampling })).not.toEqual(whole);
    }
  });
});
