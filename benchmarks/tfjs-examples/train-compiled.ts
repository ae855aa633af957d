import { compileStep } from '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { metrics } from '@tensorflow/tfjs-layers';
import type { Example } from './example.js';
import type { Training } from './train.js';

/** The name of this way to train, beside those of engines. */
export const COMPILED = 'onnx-compiled';

/** Trains an example by a compiled step in place of `model.fit`, on the backend `onnx`. */
export async function trainCompiled(example: Example, batches: number): Promise<Training> {
  const model = example.model();
  const { x, y } = example.data(batches);
  const inputs = Array.isArray(x) ? x : [x];
  const tensors: readonly (readonly [string, tf.Tensor])[] = [
    ...inputs.map((input, place) => [`x${place}`, input] as const),
    ['y', y],
  ];
  const step = compileStep(({ y: targets, ...batch }) => {
    const { value, grads } = tf.variableGrads(() => {
      const outputs = model.apply(Object.values(batch), { training: true });
      return tf.mean(metrics.categoricalCrossentropy(targets as tf.Tensor, outputs as tf.Tensor));
    });
    model.optimizer.applyGradients(grads);
    return { loss: value };
  });
  const arrays = tensors.map(([name, tensor]) => {
    const shape = [example.batchSize, ...tensor.shape.slice(1)];
    return { name, shape, size: tf.util.sizeFromShape(shape), data: tensor.dataSync<'float32'>() };
  });
  const losses: number[] = [];
  const milliseconds: number[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const rows = arrays.map(({ name, shape, size, data }) => {
      return [name, { data: data.subarray(batch * size, (batch + 1) * size), shape }] as const;
    });
    const start = performance.now();
    const { loss } = await step.run(Object.fromEntries(rows), batch);
    milliseconds.push(performance.now() - start);
    losses.push(loss?.[0] ?? Number.NaN);
  }
  step.dispose();
  tf.dispose([x, y]);
  model.dispose();
  return { losses, milliseconds, shown: undefined };
}
