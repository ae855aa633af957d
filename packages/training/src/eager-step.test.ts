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

  it('runs a body on arrays, fills feeds for the step, and keeps what the body assigned', async () => {
    const total = tf.tidy(() => tf.variable(tf.scalar(0)));
    const step = eagerStep(({ rows }, context) => {
      const scale = context.feed('scale', [2], 'float32', (out, at) => {
        out[0] = at;
      });
      const mask = context.feed('mask', [2], 'bool', (out) => out.fill(1));
      total.assign(tf.add(total, tf.sum(tf.mul(rows as tf.Tensor, scale))));
      return { total: tf.clone(total), kept: tf.sum(tf.cast(mask, 'int32')) };
    });
    const batch = { rows: { data: Int32Array.of(3, 5), shape: [2] } };
    expect(await step.run(batch, 10)).toEqual({
      total: Float32Array.of(30),
      kept: Float32Array.of(2),
    });
    expect((await step.run(batch, 20)).total).toEqual(Float32Array.of(90));
    expect(total.arraySync()).toBe(90);
    total.dispose();
  });

  it('leaves no tensor behind when a body throws', async () => {
    const step = eagerStep(({ rows }) => {
      tf.square(rows as tf.Tensor);
      throw new Error('from the body');
    });
    const batch = { rows: { data: Float32Array.of(1), shape: [1] } };
    await expect(step.run(batch, 1)).rejects.toThrow('from the body');
  });

  it('refuses two feeds of one name, and to run once disposed', async () => {
    const step = eagerStep((_, context) => {
      context.feed('rate', [], 'float32', () => {});
      return { rate: context.feed('rate', [], 'float32', () => {}) };
    });
    await expect(step.run({}, 1)).rejects.toThrow("two feeds named 'rate'");
    step.dispose();
    await expect(step.run({}, 2)).rejects.toThrow('a disposed step cannot run');
  });
});
