import '@org/tfjs-onnx';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXAMPLES } from './examples.js';
import { train } from './train.js';
import { trainCompiled } from './train-compiled.js';

let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  tf.disposeVariables();
  expect(tf.memory().numTensors).toBe(tensors);
});

describe.each(EXAMPLES)('$name', (example) => {
  it('has the losses of the cpu backend on onnx, by a compiled step too, and writes the same text', async () => {
    const small = { ...example, batchSize: 4, units: 4 };
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await tf.setBackend('cpu');
    const expected = await train(small, 3);
    await tf.setBackend('onnx');
    const { losses, shown } = await train(small, 3);
    losses.forEach((loss, batch) => {
      expect(loss).toBeCloseTo(expected.losses[batch] ?? Number.NaN, 4);
    });
    expect(losses).toHaveLength(3);
    expect(new Set(losses).size).toBe(3);
    expect(shown).toBe(expected.shown);
    const compiled = await trainCompiled(small, 3);
    compiled.losses.forEach((loss, batch) => {
      expect(loss).toBeCloseTo(losses[batch] ?? Number.NaN, 4);
    });
  });
});
