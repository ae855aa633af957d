import '@tensorflow/tfjs-backend-cpu';
import { eagerStep } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Adam } from './adam.js';
import { batchArrays } from './batch-cursor.js';
import { trainableVariables } from './model-weights.js';
import { tinyBatch } from './testing/tiny-batches.js';
import { tinyConfig, tinyModel } from './testing/tiny-model.js';
import { trainingBody } from './training-body.js';

/** The weights, the means of gradients and the results after some steps. */
async function steps(
  count: number,
  options: {
    dropout?: number;
    meanWeight?: number;
    clipNorm?: number;
    microBatchRows?: number;
    seed?: number;
  } = {},
) {
  const model = tinyModel({ ...tinyConfig, dropout: options.dropout ?? 0 });
  const variables = trainableVariables(model.network).map(({ variable }) => variable);
  const optimizer = new Adam(variables, { kind: 'adam' }, { kind: 'constant', rate: 0.05 });
  const { seed = 3, ...settings } = options;
  const body = trainingBody({ model, variables, optimizer, seed, ...settings });
  const step = eagerStep(body);
  const results: Record<string, Float32Array>[] = [];
  for (let t = 1; t <= count; t += 1) results.push(await step.run(batchArrays(tinyBatch(t)), t));
  const weights = variables.flatMap((variable) => [...variable.dataSync()]);
  const means = optimizer.moments.flatMap(({ mean }) => [...mean.dataSync()]);
  step.dispose();
  optimizer.dispose();
  model.network.dispose();
  return { weights, means, results };
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
}

describe('trainingBody', () => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each([1, 2, 4, 5])(
    'gives the same step in pieces of %d rows as in the whole batch',
    async (microBatchRows) => {
      for (const dropout of [0, 0.3]) {
        const whole = await steps(3, { dropout });
        const pieces = await steps(3, { dropout, microBatchRows });
        expect(largestDifference(whole.weights, pieces.weights)).toBeLessThan(1e-5);
        expect(pieces.results[2]?.loss?.[0]).toBeCloseTo(whole.results[2]?.loss?.[0] ?? 0, 5);
        expect(pieces.results[2]?.gradientNorm?.[0]).toBeCloseTo(
          whole.results[2]?.gradientNorm?.[0] ?? 0,
          5,
        );
      }
    },
  );

  it('gives the same bytes for the same seed, and different ones for another seed', async () => {
    const first = await steps(2, { dropout: 0.5 });
    expect((await steps(2, { dropout: 0.5 })).weights).toEqual(first.weights);
    expect((await steps(2, { dropout: 0.5, seed: 4 })).weights).not.toEqual(first.weights);
  });

  it('reports the mean loss over labels and the norm of its gradient', async () => {
    const model = tinyModel();
    const batch = tinyBatch(1);
    const arrays = batchArrays(batch);
    const { loss, norm } = tf.tidy(() => {
      const given = Object.fromEntries(
        Object.entries(arrays).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data, [...shape]),
        ]),
      );
      const { value, grads } = tf.variableGrads(() => model.loss(given as never));
      const squares = Object.values(grads).map(
        (gradient) => tf.sum(tf.square(gradient)).arraySync() as number,
      );
      return {
        loss: value.arraySync(),
        norm: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)),
      };
    });
    model.network.dispose();
    const weight = batch.weights.reduce((sum, value) => sum + value, 0);
    const { results } = await steps(1);
    expect(weight).toBe(7); // rows 0, 1, 2, 4 and 5, with a second label in 1 and 5
    expect(results[0]?.loss?.[0]).toBeCloseTo(loss / weight, 5);
    expect(results[0]?.gradientNorm?.[0]).toBeCloseTo(norm / weight, 5);
  });

  it("scales a batch's gradient by its weight if the mean weight is given", async () => {
    const own = (await steps(1)).results[0];
    const [light] = (await steps(1, { meanWeight: 14 })).results;
    const [heavy] = (await steps(1, { meanWeight: 3.5 })).results;
    for (const { loss } of [light, heavy] as { loss?: Float32Array }[]) {
      expect(loss).toEqual(own?.loss);
    }
    const norm = own?.gradientNorm?.[0] ?? Number.NaN; // of a batch of weight 7
    expect(light?.gradientNorm?.[0]).toBeCloseTo(norm / 2, 6);
    expect(heavy?.gradientNorm?.[0]).toBeCloseTo(norm * 2, 6);
    // Adam's step is the same for gradients of any size, but its moments are not.
    const remembered = (await steps(1)).means;
    const halved = (await steps(1, { meanWeight: 14 })).means;
    expect(Math.max(...remembered.map(Math.abs))).toBeGreaterThan(0.01);
    expect(
      largestDifference(
        halved.map((value) => value * 2),
        remembered,
      ),
    ).toBeLessThan(1e-6);
  });

  it('does not change the weights for a batch of weight 0', async () => {
    const model = tinyModel();
    const variables = trainableVariables(model.network).map(({ variable }) => variable);
    const before = variables.map((variable) => variable.arraySync());
    const optimizer = new Adam(variables, { kind: 'adam' }, { kind: 'constant', rate: 1 });
    const step = eagerStep(trainingBody({ model, variables, optimizer, seed: 0, clipNorm: 1 }));
    const batch = tinyBatch(1);
    batch.weights.fill(0);
    const { loss } = await step.run(batchArrays(batch), 1);
    expect(loss?.[0]).toBeCloseTo(0, 12);
    expect(variables.map((variable) => variable.arraySync())).toEqual(before);
    optimizer.dispose();
    model.network.dispose();
  });
});
