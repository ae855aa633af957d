import '@tensorflow/tfjs-backend-cpu';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import './index.js';
import { missingKernels } from './kernels/missing-kernels.js';

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}); // the greeting of the cpu backend
});

type Attributes = Readonly<Record<string, object>>;

const float = { T: { type: 'DT_FLOAT' } };
const text = (word: string): object => ({ s: Buffer.from(word).toString('base64') });
const whole = (...numbers: number[]): object => ({ list: { i: numbers.map(String) } });
const node = (name: string, op: string, input: string[] = [], attr: Attributes = {}) => ({
  ...{ name, op, input, attr },
});
const placeholder = (name: string, dtype: string, ...sizes: number[]) =>
  node(name, 'Placeholder', [], {
    dtype: { type: dtype },
    shape: { shape: { dim: sizes.map((size) => ({ size: String(size) })) } },
  });

/** Small numbers that differ from each other. */
const wave = (length: number, phase: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i + phase) / 2);

type Weight = readonly [shape: number[], values: Float32Array | Int32Array];

/** A model as the converter of Keras models writes it: `model.json` with the bytes of its weights. */
function artifacts(
  nodes: readonly object[],
  weights: Readonly<Record<string, Weight>>,
): tf.io.ModelArtifacts {
  const constants = Object.entries(weights).map(([name, [, values]]) =>
    node(name, 'Const', [], {
      dtype: { type: values instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT' },
    }),
  );
  const bytes = Buffer.concat(
    Object.values(weights).map(([, { buffer, byteLength }]) => Buffer.from(buffer, 0, byteLength)),
  );
  return {
    format: 'graph-model',
    modelTopology: { node: [...constants, ...nodes], versions: { producer: 1882 } },
    weightSpecs: Object.entries(weights).map(([name, [shape, values]]) => ({
      ...{ name, shape, dtype: values instanceof Int32Array ? 'int32' : 'float32' },
    })) as tf.io.WeightsManifestEntry[],
    weightData: new Uint8Array(bytes).buffer,
  };
}

/** Loads a model and runs it on one backend; nothing but the model's weights is left. */
async function predictions(
  backend: string,
  model: tf.io.ModelArtifacts,
  predict: (model: GraphModel) => tf.Tensor,
) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const loaded = await loadGraphModel(tf.io.fromMemory(model));
  const profile = await tf.profile(() => tf.tidy(() => predict(loaded)));
  // Kernels of this list run on the cpu backend.
  expect(profile.kernelNames.filter((name) => missingKernels.includes(name))).toEqual([]);
  const result = profile.result as tf.Tensor;
  const { shape, dtype } = result;
  const numbers = [...(await result.data())];
  result.dispose();
  loaded.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { shape, dtype, numbers };
}

async function expectEqualOnBoth(
  model: tf.io.ModelArtifacts,
  predict: (model: GraphModel) => tf.Tensor,
): Promise<void> {
  const expected = await predictions('cpu', model, predict);
  const found = await predictions('onnx', model, predict);
  expect([found.shape, found.dtype]).toEqual([expected.shape, expected.dtype]);
  expect(new Set(expected.numbers).size).toBeGreaterThan(3);
  expected.numbers.forEach((number, i) => {
    expect(found.numbers[i]).toBeCloseTo(number, 5);
  });
}

it('runs a converted image classifier: fused convolutions, batch norm, pooling, dense layers', async () => {
  const strides = whole(1, 1, 1, 1);
  const sliding = { ...float, strides, padding: text('SAME'), data_format: text('NHWC') };
  const pool = { ...float, ksize: whole(1, 2, 2, 1), strides: whole(1, 2, 2, 1) };
  const fused = { ...float, num_args: { i: '1' } };
  const model = artifacts(
    [
      placeholder('image', 'DT_FLOAT', -1, 8, 8, 3),
      node('conv', '_FusedConv2D', ['image', 'conv/kernel', 'conv/bias'], {
        ...sliding,
        ...fused,
        dilations: strides,
        fused_ops: { list: { s: ['BiasAdd', 'Relu'].map((word) => btoa(word)) } },
      }),
      node('depthwise', 'DepthwiseConv2dNative', ['conv', 'depthwise/kernel'], {
        ...sliding,
        dilations: strides,
      }),
      node('norm', 'FusedBatchNormV3', ['depthwise', 'gamma', 'beta', 'mean', 'variance'], {
        ...float,
        epsilon: { f: 0.001 },
        data_format: text('NHWC'),
        is_training: { b: false },
      }),
      node('relu6', 'Relu6', ['norm'], float),
      node('pad', 'Pad', ['relu6', 'paddings'], float),
      node('max', 'MaxPool', ['pad'], { ...pool, padding: text('VALID') }),
      node('average', 'AvgPool', ['max'], { ...pool, padding: text('SAME') }),
      node('global', 'Mean', ['average', 'axes'], { ...float, keep_dims: { b: false } }),
      node('hidden', '_FusedMatMul', ['global', 'hidden/kernel', 'hidden/bias'], {
        ...fused,
        transpose_a: { b: false },
        transpose_b: { b: false },
        fused_ops: { list: { s: ['BiasAdd', 'Relu'].map((word) => btoa(word)) } },
      }),
      node('logits', 'MatMul', ['hidden', 'logits/kernel'], {
        ...float,
        transpose_a: { b: false },
        transpose_b: { b: false },
      }),
      node('classes', 'Softmax', ['logits'], float),
    ],
    {
      'conv/kernel': [[3, 3, 3, 4], wave(108, 0)],
      'conv/bias': [[4], wave(4, 1)],
      'depthwise/kernel': [[3, 3, 4, 1], wave(36, 2)],
      gamma: [[4], wave(4, 3)],
      beta: [[4], wave(4, 4)],
      mean: [[4], wave(4, 5)],
      variance: [[4], wave(4, 6).map(Math.abs)],
      paddings: [[4, 2], Int32Array.of(0, 0, 1, 1, 1, 1, 0, 0)],
      axes: [[2], Int32Array.of(1, 2)],
      'hidden/kernel': [[4, 6], wave(24, 7)],
      'hidden/bias': [[6], wave(6, 8)],
      'logits/kernel': [[6, 5], wave(30, 9)],
    },
  );
  for (const batch of [1, 3]) {
    await expectEqualOnBoth(model, (loaded) => {
      const image = tf.tensor(wave(batch * 192, 10), [batch, 8, 8, 3]);
      return loaded.predict({ image }) as tf.Tensor;
    });
  }
});

it('runs a converted text classifier: embeddings, slices, gates, concatenation, reshaped batches', async () => {
  const plain = { ...float, transpose_a: { b: false }, transpose_b: { b: false } };
  const model = artifacts(
    [
      placeholder('words', 'DT_INT32', -1, 4),
      node('vectors', 'GatherV2', ['table', 'words', 'axis0'], { batch_dims: { i: '0' } }),
      node('mean', 'Mean', ['vectors', 'axis1'], { ...float, keep_dims: { b: false } }),
      node('last', 'StridedSlice', ['vectors', 'begin', 'end', 'step'], {
        ...float,
        begin_mask: { i: '5' },
        end_mask: { i: '5' },
        shrink_axis_mask: { i: '2' },
      }),
      node('forget', 'Sigmoid', ['mean'], float),
      node('candidate', 'Tanh', ['last'], float),
      node('gated', 'Mul', ['forget', 'candidate'], float),
      node('both', 'ConcatV2', ['gated', 'mean', 'axis1'], { N: { i: '2' }, ...float }),
      node('flat', 'Reshape', ['both', 'shape'], float),
      node('dense', 'MatMul', ['flat', 'kernel'], plain),
      node('biased', 'BiasAdd', ['dense', 'bias'], { ...float, data_format: text('NHWC') }),
      node('scores', 'LeakyRelu', ['biased'], { ...float, alpha: { f: 0.2 } }),
    ],
    {
      table: [[10, 3], wave(30, 0)],
      axis0: [[], Int32Array.of(0)],
      axis1: [[], Int32Array.of(1)],
      begin: [[3], Int32Array.of(0, 3, 0)],
      end: [[3], Int32Array.of(0, 4, 0)],
      step: [[3], Int32Array.of(1, 1, 1)],
      shape: [[2], Int32Array.of(-1, 6)],
      kernel: [[6, 2], wave(12, 1)],
      bias: [[2], wave(2, 2)],
    },
  );
  await expectEqualOnBoth(model, (loaded) => {
    const words = tf.tensor2d([1, 2, 3, 4, 9, 0, 7, 5], [2, 4], 'int32');
    return loaded.predict({ words }) as tf.Tensor;
  });
});
