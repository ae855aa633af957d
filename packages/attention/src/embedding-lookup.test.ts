import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { expectClose, expectNoLeak, gradientsOf } from '../../../testing/expect-tensor.js';
import { embeddingLookup } from './embedding-lookup.js';
import { gatherPositions } from './gather-positions.js';
import { integers, uniform } from './testing/uniform.js';

describe('embeddingLookup', () => {
  const table = tf.tensor2d([0, 1, 10, 11, 20, 21], [3, 2]);
  const ids = tf.tensor2d([2, 0, 2, 2], [2, 2], 'int32');
  const lookup = (rows: tf.Tensor) => embeddingLookup(rows, ids);

  it('picks rows', () => {
    expectClose(lookup(table), tf.tensor3d([20, 21, 0, 1, 20, 21, 20, 21], [2, 2, 2]));
  });

  it('adds up the gradients of a row that is picked several times', () => {
    const upstream = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const [dTable] = gradientsOf(lookup, [table] as const, upstream);
    expectClose(dTable, tf.tensor2d([3, 4, 0, 0, 13, 16], [3, 2]));
  });

  it("has the gradient of tfjs's gather for hundreds of lookups", () => {
    const wide = uniform('table', [40, 64]);
    const many = integers('ids', [8, 50], 40);
    const upstream = uniform('upstream', [8, 50, 64]);
    const [ours] = gradientsOf(
      (t: tf.Tensor) => embeddingLookup(t, many),
      [wide] as const,
      upstream,
    );
    const [stock] = gradientsOf(
      (t: tf.Tensor) => tf.gather(t, many as tf.Tensor1D),
      [wide] as const,
      upstream,
    );
    expectClose(ours, stock);
  });

  it('leaves no tensor behind, trained or not', () => {
    expectNoLeak(() => lookup(table));
    expectNoLeak(() => gradientsOf(lookup, [table] as const));
  });
});

describe('gatherPositions', () => {
  const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [2, 3, 2]);
  const positions = tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32');
  const gather = (values: tf.Tensor) => gatherPositions(values, positions);

  it('picks different slots for each sequence', () => {
    expectClose(gather(x), tf.tensor3d([5, 6, 1, 2, 9, 10, 9, 10], [2, 2, 2]));
  });

  it('sends gradients back to the slots, and adds those of a repeated slot', () => {
    const upstream = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const [dx] = gradientsOf(gather, [x] as const, upstream);
    expectClose(dx, tf.tensor3d([3, 4, 0, 0, 1, 2, 0, 0, 12, 14, 0, 0], [2, 3, 2]));
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => gather(x));
    expectNoLeak(() => gradientsOf(gather, [x] as const));
  });
});
