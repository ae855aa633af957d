import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, expectNoLeak } from '../../../testing/expect-tensor.js';
import { causalMask, combinedMask, paddingMask } from './attention-mask.js';

const X = -1e9;

describe('paddingMask', () => {
  it('hides the padding of each sequence from all queries and heads', () => {
    const mask = paddingMask(tf.tensor2d([0, 0, 7, 3, 1, 2], [2, 3], 'int32'));
    expectClose(mask, tf.tensor4d([X, X, 0, 0, 0, 0], [2, 1, 1, 3]));
    expect(mask.dtype).toBe('float32');
  });

  it('accepts another id for padding', () => {
    const mask = paddingMask(tf.tensor2d([0, 9], [1, 2], 'int32'), 9);
    expectClose(mask, tf.tensor4d([0, X], [1, 1, 1, 2]));
  });
});

describe('causalMask', () => {
  it('lets a slot attend to itself and to earlier slots', () => {
    const mask = causalMask(3);
    expectClose(mask, tf.tensor4d([0, X, X, 0, 0, X, 0, 0, 0], [1, 1, 3, 3]));
  });

  it('does so for the given positions', () => {
    const mask = causalMask(3, tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32'));
    expectClose(mask, tf.tensor4d([0, 0, 0, 0, X, X, 0, 0, X, 0, 0, X], [2, 1, 2, 3]));
  });
});

describe('combinedMask', () => {
  it('hides what any mask hides, and is undefined without masks', () => {
    const padding = paddingMask(tf.tensor2d([0, 5], [1, 2], 'int32'));
    const both = combinedMask(padding, undefined, causalMask(2)) as tf.Tensor;
    expectClose(both, tf.tensor4d([X, X, X, 0], [1, 1, 2, 2]));
    expect(combinedMask(undefined, undefined)).toBeUndefined();
  });

  it('leaves no tensor behind', () => {
    const ids = tf.tensor2d([0, 5], [1, 2], 'int32');
    expectNoLeak(() => tf.tidy(() => combinedMask(paddingMask(ids), causalMask(2)) ?? []));
    expectNoLeak(() => causalMask(4));
    expectNoLeak(() => paddingMask(ids));
  });
});
