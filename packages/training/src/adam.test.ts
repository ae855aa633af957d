import '@tensorflow/tfjs-backend-cpu';
import type { SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients, which tfjs-core alone does not.
import '@tensorflow/tfjs-layers';
import type { BatchArray } from '@org/step';
import { eagerStep } from '@org/step';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Adam, resolveOptimizer } from './adam.js';
import golden from './golden/adam.json' with { type: 'json' };
import type { OptimizerOptions } from './optimizer-options.js';
import { trainingBody } from './training-body.js';

interface Parameters {
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** Trains with the given gradients: the loss is `sum(gradient * variable)`. */
async function descend(
  options: OptimizerOptions,
  rate: number,
  clipNorm?: number,
): Promise<{ after: Parameters[]; norms: number[] }> {
  const kernel = tf.tidy(() => tf.variable(tf.tensor2d(golden.start.kernel)));
  const bias = tf.tidy(() => tf.variable(tf.tensor1d(golden.start.bias)));
  const variables = [kernel, bias];
  const loss = (batch: unknown) => {
    const given = batch as { ids: tf.Tensor; labels: tf.Tensor };
    return tf.add(
      tf.sum(tf.mul(kernel, tf.reshape(given.ids, [2, 3]))),
      tf.sum(tf.mul(bias, tf.reshape(given.labels, [3]))),
    );
  };
  const optimizer = new Adam(variables, options, { kind: 'constant', rate });
  const model = { loss } as unknown as SequenceModel;
  const step = eagerStep(trainingBody({ model, variables, optimizer, seed: 0, clipNorm }));
  const result: { after: Parameters[]; norms: number[] } = { after: [], norms: [] };
  for (const [i, gradients] of golden.gradients.entries()) {
    const batch: Record<string, BatchArray> = {
      ids: { data: Float32Array.from(gradients.kernel.flat()), shape: [1, 6] },
      positions: { data: new Int32Array(1), shape: [1, 1] },
      labels: { data: Float32Array.from(gradients.bias), shape: [1, 3] },
      // Training divides the loss by the batch's weight.
      weights: { data: Float32Array.of(0.25, 0.75), shape: [1, 2] },
    };
    const { gradientNorm } = await step.run(batch, i + 1);
    result.norms.push(gradientNorm?.[0] ?? Number.NaN);
    result.after.push({
      kernel: kernel.arraySync() as number[][],
      bias: bias.arraySync() as number[],
    });
  }
  step.dispose();
  optimizer.dispose();
  tf.dispose(variables);
  return result;
}

function expectClose(actual: Parameters, expected: Parameters): void {
  const flat = ({ kernel, bias }: Parameters) => [...kernel.flat(), ...bias];
  for (const [i, value] of flat(expected).entries()) {
    expect(Math.abs((flat(actual)[i] ?? Number.NaN) - value)).toBeLessThan(2e-6);
  }
}

describe('Adam', () => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each([
    ['Adam', golden.adam, { kind: 'adam' }, 0.1, undefined],
    ['Adam with gradients clipped to norm 2', golden.clipped, { kind: 'adam' }, 0.1, 2],
    [
      'AdamW, which shrinks the matrix and not the vector',
      golden.adamw,
      { kind: 'adamw', weightDecay: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 },
      0.05,
      undefined,
    ],
  ] as const)('matches the steps of PyTorch: %s', async (_, expected, options, rate, clipNorm) => {
    const { after, norms } = await descend(options, rate, clipNorm);
    expect(after).toHaveLength(6);
    for (const [i, parameters] of after.entries()) {
      expectClose(parameters, expected.after[i] ?? { kernel: [], bias: [] });
      expect(norms[i]).toBeCloseTo(expected.norms[i] ?? 0, 5);
    }
  });
});

describe('resolveOptimizer', () => {
  it('has the defaults of both papers', () => {
    expect(resolveOptimizer({ kind: 'adam' })).toEqual({
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    });
    expect(resolveOptimizer({ kind: 'adamw' }).weightDecay).toBe(0.01);
  });

  it.each([
    [{ kind: 'adam', beta1: 1 }, 'beta1 is in [0, 1), got 1'],
    [{ kind: 'adam', epsilon: 0 }, 'epsilon is above 0, got 0'],
    [{ kind: 'adamw', weightDecay: -1 }, 'weightDecay is at least 0, got -1'],
  ] as const)('refuses %j', (options, message) => {
    expect(() => resolveOptimizer(options)).toThrow(message);
  });
});
