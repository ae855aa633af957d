import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eagerStep } from './eager-step.js';

describe('eagerStep', () => {
  let tensors = 0;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('adds up what pieces give, and runs the update once on the sums', async () => {
    const total = tf.tidy(() => tf.variable(tf.scalar(0)));
    const pieces: unknown[] = [];
    const step = eagerStep({
      pieceRows: 2,
      piece: ({ rows, shared }) => {
        pieces.push([rows?.arraySync(), shared?.arraySync()]);
        return { sum: tf.sum(tf.mul(rows as tf.Tensor, shared as tf.Tensor)) };
      },
      update: ({ sum }, context) => {
        const scale = context.feed('scale', [], 'float32', (out, at) => {
          out[0] = at;
        });
        total.assign(tf.add(total, tf.mul(sum as tf.Tensor, scale)) as tf.Scalar);
        return { total: tf.clone(total) };
      },
    });
    const batch = {
      rows: { data: Int32Array.of(1, 2, 3), shape: [3, 1] },
      shared: { data: Int32Array.of(10), shape: [1] },
    };
    expect(await step.run(batch, 1)).toEqual({ total: Float32Array.of(60) });
    expect(pieces).toEqual([
      [[[1], [2]], [10]],
      [[[3]], [10]],
    ]);
    expect(await step.run(batch, 2)).toEqual({ total: Float32Array.of(180) });
    total.dispose();
  });

  it('draws masks for the step and for the rows of the batch, in whatever pieces', async () => {
    const masksOf = async (pieceRows: number, step: number) => {
      const rows: number[] = [];
      const runner = eagerStep({
        pieceRows,
        piece: ({ x }, context) => {
          const size = x?.shape[0] ?? 0;
          const mask = { rate: 0.5, key: [1, 2], rows: size } as const;
          rows.push(...context.keepMask('mask', [size, 8], mask).dataSync());
          return { none: tf.scalar(0) };
        },
        update: () => ({}),
      });
      await runner.run({ x: { data: new Float32Array(4), shape: [4, 1] } }, step);
      return rows;
    };
    const whole = await masksOf(4, 7);
    expect(new Set(whole)).toEqual(new Set([0, 1]));
    expect(await masksOf(3, 7)).toEqual(whole);
    expect(await masksOf(4, 8)).not.toEqual(whole);
  });

  it('leaves no tensor behind when a part throws', async () => {
    const failing = (): never => {
      tf.square(2);
      throw new Error('from the body');
    };
    const batch = { rows: { data: Float32Array.of(1), shape: [1, 1] } };
    const inPiece = eagerStep({ piece: failing, update: () => ({}) });
    await expect(inPiece.run(batch, 1)).rejects.toThrow('from the body');
    const inUpdate = eagerStep({ piece: () => ({ sum: tf.scalar(1) }), update: failing });
    await expect(inUpdate.run(batch, 1)).rejects.toThrow('from the body');
  });

  it('refuses two feeds or masks of one name, and to run once disposed', async () => {
    const batch = { rows: { data: Float32Array.of(1), shape: [1, 1] } };
    const mask = { rate: 0.5, key: [1, 2], rows: 1 } as const;
    const masks = eagerStep({
      piece: (_, { keepMask }) => {
        keepMask('drop', [1], mask);
        return { sum: tf.cast(keepMask('drop', [1], mask), 'float32') };
      },
      update: (sums) => sums,
    });
    await expect(masks.run(batch, 1)).rejects.toThrow("two masks named 'drop'");
    const feeds = eagerStep({
      piece: () => ({ sum: tf.scalar(1) }),
      update: (_, { feed }) => {
        feed('rate', [], 'float32', () => {});
        return { rate: feed('rate', [], 'float32', () => {}) };
      },
    });
    await expect(feeds.run(batch, 1)).rejects.toThrow("two feeds named 'rate'");
    feeds.dispose();
    await expect(feeds.run(batch, 2)).rejects.toThrow('a disposed step cannot run');
  });
});
