import * as tf from '@tensorflow/tfjs-core';
import { TrainingError } from './error.js';
import type { BatchArray, Step, StepBody, StepContext } from './step.js';

/**
 * Runs a step's body op by op on whichever backend is set: the {@link StepRunner} of every backend that cannot
 * compile. Each run leaves no tensor behind but the values of the variables it assigned.
 */
export function eagerStep(body: StepBody): Step {
  let disposed = false;
  return {
    async run(batch, step) {
      if (disposed) throw new TrainingError('invalid-option', 'a disposed step cannot run');
      const results = tf.tidy(() => body(toTensors(batch), eagerContext(step)));
      const names = Object.keys(results);
      try {
        const values = await Promise.all(names.map((name) => read(results, name)));
        return Object.fromEntries(names.map((name, i) => [name, values[i] ?? new Float32Array()]));
      } finally {
        tf.dispose(results);
      }
    },
    dispose() {
      disposed = true;
    },
  };
}

async function read(results: Record<string, tf.Tensor>, name: string): Promise<Float32Array> {
  const values = await results[name]?.data();
  return Float32Array.from(values ?? []);
}

function toTensors(batch: Readonly<Record<string, BatchArray>>): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(batch).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
}

function eagerContext(step: number): StepContext {
  const names = new Set<string>();
  return {
    feed(name, shape, dtype, fill) {
      if (names.has(name)) {
        throw new TrainingError('invalid-option', `a step has two feeds named '${name}'`);
      }
      names.add(name);
      const size = tf.util.sizeFromShape([...shape]);
      const values = new FEED_ARRAYS[dtype](size);
      fill(values, step);
      return tf.tensor(values, [...shape], dtype);
    },
  };
}

const FEED_ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
