import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { Bst, type BstBatch } from './bst.js';
import golden from './testing/bst.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Packed = Readonly<Record<string, PackedTensor>>;

const REAL = new Set(['sets', 'numbers', 'texts']);

function unpack(packed: PackedTensor | undefined, dtype: 'float32' | 'int32' = 'float32') {
  if (packed === undefined) throw new Error('the golden file lacks a tensor');
  return tf.tensor([...packed.data], [...packed.shape], dtype);
}

describe.each(['target', 'all'] as const)(
  'with the weights of a PyTorch version that reads %s',
  (name) => {
    const { config, ...given } = golden[name];
    const model = new Bst({
      ...config,
      read: name,
      loss: config.loss as 'mse' | 'l1',
      numbers: 'concatenate',
    });
    const weights: Packed = given.weights;
    const gradients: Packed = given.gradients;
    const { network } = model;
    network.setWeights(network.weights.map(({ originalName }) => unpack(weights[originalName])));
    const batch = {
      ...Object.fromEntries(
        Object.entries(given.inputs as Packed).map(([input, packed]) => [
          input,
          unpack(packed, REAL.has(input) ? 'float32' : 'int32'),
        ]),
      ),
      labels: unpack(given.labels),
      weights: unpack(given.labelWeights),
    } as unknown as BstBatch;

    it('has the same weights, by name', () => {
      expect(network.weights.map(({ originalName }) => originalName).sort()).toEqual(
        Object.keys(weights).sort(),
      );
    });

    it('equals its ratings, histories of one slot included', () => {
      expectClose(model.score(batch), unpack(given.scores));
    });

    it('equals its loss and the gradient of every weight', () => {
      const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
      expect(value.dataSync()[0]).toBeCloseTo(given.loss, 4);
      network.trainableWeights.forEach(({ originalName }, i) => {
        const gradient = grads[variables[i]?.name ?? ''];
        expect(gradient, originalName).toBeDefined();
        expectClose(gradient as tf.Tensor, unpack(gradients[originalName]));
      });
    });
  },
);
