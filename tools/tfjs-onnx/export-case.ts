/**
 * Exports a small BERT4Rec, and its outputs for batches of several shapes, for `check_export.py`.
 * Usage: export-case.ts MODEL.onnx CASES.json
 */
import { writeFileSync } from 'node:fs';
import { bert4rec } from '@org/bert4rec';
import { exportOnnx } from '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';

const [, , modelPath = 'model.onnx', casesPath = 'cases.json'] = process.argv;
const SHAPES = [
  [2, 7, 1],
  [1, 20, 3],
  [9, 20, 1],
  [4, 1, 1],
] as const;

await tf.setBackend('onnx');
const model = bert4rec({ itemCount: 100, maxLength: 20, hiddenSize: 32, seed: 1 });
writeFileSync(
  modelPath,
  exportOnnx(model.network, {
    inputs: {
      ids: { shape: ['batch', 'time'], dtype: 'int32' },
      positions: { shape: ['batch', 'targets'], dtype: 'int32' },
    },
    outputs: ['scores'],
    metadata: { kind: model.kind },
  }),
);

const cases = SHAPES.map(([batch, time, targets]) => {
  const ids = Int32Array.from({ length: batch * time }, (_, i) => (i * 37) % 102);
  const positions = Int32Array.from({ length: batch * targets }, (_, i) => (i * 5) % time);
  const scores = model.network.predict([
    tf.tensor2d(ids, [batch, time], 'int32'),
    tf.tensor2d(positions, [batch, targets], 'int32'),
  ]) as tf.Tensor;
  return {
    inputs: {
      ids: { shape: [batch, time], data: [...ids] },
      positions: { shape: [batch, targets], data: [...positions] },
    },
    outputs: { scores: { shape: scores.shape, data: [...scores.dataSync()] } },
  };
});
writeFileSync(casesPath, JSON.stringify(cases));
