import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { hstu } from './hstu.js';
import golden from './testing/hstu.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly targetTime: boolean;
  readonly loss: number;
  readonly scores: PackedTensor;
  readonly gradients: Readonly<Record<string, PackedTensor>>;
}

const weights: Readonly<Record<string, PackedTensor>> = golden.weights;
const cases: readonly Case[] = golden.cases;

function unpack<Rank extends tf.Rank>(
  packed: PackedTensor | undefined,
  dtype: 'float32' | 'int32' = 'float32',
): tf.Tensor<Rank> {
  if (packed === undefined) throw new Error('the golden file lacks a tensor');
  return tf.tensor<Rank>([...packed.data], packed.shape as tf.ShapeMap[Rank], dtype);
}

describe.each(cases)(
  'with the weights of a model in PyTorch, targetTime $targetTime',
  (expected) => {
    const { targetTime } = expected;
    const model = hstu({ ...golden.config, targetTime, dropout: 0 });
    const { network } = model;
    network.setWeights(network.weights.map(({ originalName }) => unpack(weights[originalName])));
    const ids = unpack<tf.Rank.R2>(golden.ids, 'int32');
    const times = unpack<tf.Rank.R2>(golden.times, 'int32');
    const targetTimes = unpack<tf.Rank.R2>(golden.targetTimes, 'int32');
    const positions = tf.tile(tf.tensor2d([[0, 1, 2, 3, 4]], [1, 5], 'int32'), [3, 1]);

    it('has the same weights, by name', () => {
      expect(network.weights.map(({ originalName }) => originalName).sort()).toEqual(
        Object.keys(weights).sort(),
      );
    });

    it('gives every slot with an item the same scores', () => {
      // Nothing reads the scores of a padded slot.
      const real = tf.expandDims(tf.cast(tf.notEqual(ids, 0), 'float32'), -1);
      const read = targetTime ? [times, targetTimes] : [times];
      const scores = network.apply([ids, positions, ...read]) as tf.Tensor;
      expectClose(tf.mul(scores, real), tf.mul(unpack(expected.scores), real));
    });

    it.each([
      ['of positions', { positions }],
      ['of every slot', {}],
    ])("equals PyTorch's loss and gradient of every weight, %s", (_name, slots) => {
      const batch = {
        ...{ ids, times, targetTimes },
        ...slots,
        labels: unpack<tf.Rank.R2>(golden.labels, 'int32'),
        weights: unpack<tf.Rank.R2>(golden.labelWeights),
      };
      const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
      expect(value.dataSync()[0]).toBeCloseTo(expected.loss, 4);
      network.trainableWeights.forEach(({ originalName }, i) => {
        const gradient = grads[variables[i]?.name ?? ''];
        expect(gradient, originalName).toBeDefined();
        const wanted = unpack(expected.gradients[originalName]);
        expectClose(gradient as tf.Tensor, wanted, { tolerance: 1e-5 });
      });
    });
  },
);
