import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep, exportOnnx } from './index.js';
import { kernelTable } from './kernels/kernel-table.js';
import { missingKernels } from './kernels/missing-kernels.js';

beforeAll(async () => {
  await tf.setBackend('onnx');
});

describe('the README', () => {
  it('has a first example that learns', async () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({ optimizer: tf.train.adam(0.1), loss: 'meanSquaredError' });
    const x = tf.randomUniform([256, 2], 0, 1, 'float32', 7);
    const y = tf.sum(x, 1, true);
    const { history } = await model.fit(x, y, { epochs: 20, verbose: 0 });
    expect((history.loss as number[]).at(-1)).toBeLessThan(0.02);
    const bytes = exportOnnx(model, {
      inputs: { x: { shape: ['batch', 2], dtype: 'float32' } },
      metadata: { dataset: 'toy' },
    });
    expect(bytes.length).toBeGreaterThan(100);
  });

  it('has a compiled step that learns', async () => {
    const weights = tf.variable(tf.zeros<tf.Rank.R2>([2, 1]));
    const step = compileStep(({ x, y }, { feed }) => {
      const rate = feed('rate', [], 'float32', (out, n) => {
        out[0] = 0.5 / (1 + n / 50);
      });
      const { value, grads } = tf.variableGrads(() =>
        tf.losses.meanSquaredError(y as tf.Tensor, tf.matMul(x as tf.Tensor2D, weights)),
      );
      const gradient = grads[weights.name] as tf.Tensor2D;
      weights.assign(tf.sub(weights, tf.mul(gradient, rate)));
      return { loss: value };
    });
    const data = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * i));
    const targets = Float32Array.from({ length: 32 }, (_, i) => {
      return 2 * (data[2 * i] ?? 0) - (data[2 * i + 1] ?? 0);
    });
    let loss: Float32Array | undefined;
    for (let n = 0; n < 40; n += 1) {
      const batch = { x: { data, shape: [32, 2] }, y: { data: targets, shape: [32, 1] } };
      loss = (await step.run(batch, n)).loss;
    }
    expect(loss?.[0]).toBeLessThan(1e-3);
    step.dispose();
  });
});

describe('the kernel table', () => {
  it('and the list of missing kernels have nothing in common', () => {
    expect(missingKernels.filter((name) => name in kernelTable)).toEqual([]);
  });
});
