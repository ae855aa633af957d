import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../testing/expect-tensor.js';
import { withDropout } from '../dropout-scope.js';
import { Dropout } from './dropout-layer.js';

describe('Dropout', () => {
  const x = tf.tensor1d([1, 2, 3, 4]);
  const source = () => tf.tensor1d([1, 1, 0, 1], 'bool');

  it('does nothing outside training, and takes its mask from the scope in training', () => {
    const layer = new Dropout({ rate: 0.5, seed: 1 });
    expectClose(
      withDropout(source, () => layer.apply(x)),
      x,
    );
    const dropped = withDropout(source, () => layer.apply(x, { training: true }));
    expectClose(dropped, tf.tensor1d([2, 4, 0, 8]));
  });

  it('is reached by `training` through a model', () => {
    const input = tfl.input({ shape: [4] });
    const output = new Dropout({ name: 'drop', rate: 0.5, seed: 1 }).apply(input);
    const model = tfl.model({ inputs: input, outputs: output });
    const row = tf.reshape(x, [1, 4]);
    const sites: string[] = [];
    const named = (shape: readonly number[], _rate: number, site: string) => {
      sites.push(site);
      return tf.reshape(source(), [...shape]);
    };
    const dropped = withDropout(named, () => model.apply(row, { training: true }));
    expectClose(dropped as tf.Tensor, tf.tensor2d([[2, 4, 0, 8]]));
    expectClose(model.predict(row) as tf.Tensor, row);
    expect(sites).toEqual(['drop']);
  });
});
