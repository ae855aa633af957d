import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { sasrec } from './sasrec.js';
import golden from './testing/sasrec.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const weights: Readonly<Record<string, PackedTensor>> = golden.weights;
const gradients: Readonly<Record<string, PackedTensor>> = golden.gradients;

function unpack(packed: PackedTensor | undefined, dtype: 'float32' | 'int32' = 'float32') {
  if (packed === undefined) throw new Error('the golden file lacks a tensor');
  return tf.tensor([...packed.data], [...packed.shape], dtype);
}

describe("with the weights of the authors' model in PyTorch", () => {
  const model = sasrec({ ...golden.config, dropout: 0 });
  const { network } = model;
  network.setWeights(network.weights.map(({ originalName }) => unpack(weights[originalName])));
  const ids = unpack(golden.ids, 'int32') as tf.Tensor2D;
  const positions = tf.tile(tf.tensor2d([[0, 1, 2, 3, 4]], [1, 5], 'int32'), [3, 1]);

  it('has the same weights, by name', () => {
    expect(network.weights.map(({ originalName }) => originalName).sort()).toEqual(
      Object.keys(weights).sort(),
    );
  });

  it('gives every slot with an item the same scores', () => {
    // Nothing reads the scores of a padded slot.
    const real = tf.expandDims(tf.cast(tf.notEqual(ids, 0), 'float32'), -1);
    const scores = network.apply([ids, positions]) as tf.Tensor;
    expectClose(tf.mul(scores, real), tf.mul(unpack(golden.scores), real));
  });

  it.each([
    ['of positions', { positions }],
    ['of every slot', {}],
  ])("equals PyTorch's loss and gradient of every weight, %s", (_name, slots) => {
    const batch = {
      ids,
      ...slots,
      labels: unpack(golden.labels, 'int32') as tf.Tensor2D,
      weights: unpack(golden.labelWeights) as tf.Tensor2D,
    };
    const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
    expect(value.dataSync()[0]).toBeCloseTo(golden.loss, 5);
    network.trainableWeights.forEach(({ originalName }, i) => {
      const gradient = grads[variables[i]?.name ?? ''];
      expect(gradient, originalName).toBeDefined();
      expectClose(gradient as tf.Tensor, unpack(gradients[originalName]), { tolerance: 1e-5 });
    });
  });
});
