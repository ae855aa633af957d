import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-tensor.js';
import { sasrec } from './sasrec.js';
import bsarec from './testing/bsarec.golden.json' with { type: 'json' };
import golden from './testing/sasrec.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Packed = Readonly<Record<string, PackedTensor>>;

function unpack<Rank extends tf.Rank>(
  packed: PackedTensor | undefined,
  dtype: 'float32' | 'int32' = 'float32',
): tf.Tensor<Rank> {
  if (packed === undefined) throw new Error('the golden file lacks a tensor');
  return tf.tensor<Rank>([...packed.data], packed.shape as tf.ShapeMap[Rank], dtype);
}

interface Case {
  readonly name: string;
  readonly options: Parameters<typeof sasrec>[0];
  /** The weights of every model of the file; the last of each block may belong to its timed case only. */
  readonly weights: Packed;
  readonly gradients: Packed;
  readonly times: PackedTensor;
  readonly scores: PackedTensor;
  readonly loss: number;
  readonly batch: { readonly [Name in 'ids' | 'labels' | 'labelWeights']: PackedTensor };
}

const own = { options: { ...golden.config, dropout: 0 }, times: golden.timed.times, batch: golden };

const cases: readonly Case[] = [
  { ...own, ...golden, name: "the authors' model" },
  {
    ...own,
    ...golden.timed,
    name: "the authors' model and a bias by time",
    weights: { ...golden.weights, ...golden.timed.weights },
    options: { ...own.options, timeBuckets: golden.timed.timeBuckets },
  },
  ...bsarec.cases.map(({ timeBuckets, ...expected }) => ({
    ...expected,
    name: `the blocks of BSARec and ${timeBuckets} buckets of time`,
    options: { ...bsarec.config, block: 'bsarec' as const, timeBuckets, dropout: 0 },
    weights: bsarec.weights,
    times: bsarec.times,
    batch: bsarec,
  })),
];

describe.each(cases)('with the weights of $name in PyTorch', (expected) => {
  const model = sasrec(expected.options);
  const { network } = model;
  network.setWeights(
    network.weights.map(({ originalName }) => unpack(expected.weights[originalName])),
  );
  const ids = unpack<tf.Rank.R2>(expected.batch.ids, 'int32');
  const times = unpack<tf.Rank.R2>(expected.times, 'int32');
  const positions = tf.tile(tf.tensor2d([[0, 1, 2, 3, 4]], [1, 5], 'int32'), [3, 1]);

  it('has the same weights, by name', () => {
    expect(network.weights.map(({ originalName }) => originalName).sort()).toEqual(
      Object.keys(expected.gradients).sort(),
    );
  });

  it('gives every slot with an item the same scores', () => {
    // Nothing reads the scores of a padded slot.
    const real = tf.expandDims(tf.cast(tf.notEqual(ids, 0), 'float32'), -1);
    const read = model.times === undefined ? [] : [times];
    const scores = network.apply([ids, positions, ...read]) as tf.Tensor;
    expectClose(tf.mul(scores, real), tf.mul(unpack(expected.scores), real));
  });

  it.each([
    ['of positions', { positions }],
    ['of every slot', {}],
  ])("equals PyTorch's loss and gradient of every weight, %s", (_name, slots) => {
    const batch = {
      ...{ ids, times },
      ...slots,
      labels: unpack<tf.Rank.R2>(expected.batch.labels, 'int32'),
      weights: unpack<tf.Rank.R2>(expected.batch.labelWeights),
    };
    const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const { value, grads } = tf.variableGrads(() => model.loss(batch), variables);
    expect(value.dataSync()[0]).toBeCloseTo(expected.loss, 5);
    network.trainableWeights.forEach(({ originalName }, i) => {
      const gradient = grads[variables[i]?.name ?? ''];
      expect(gradient, originalName).toBeDefined();
      const wanted = unpack(expected.gradients[originalName]);
      expectClose(gradient as tf.Tensor, wanted, { tolerance: 1e-5 });
    });
  });
});
