import * as tf from '@tensorflow/tfjs-core';
// This import registers the gradients of tfjs's own ops; tfjs-core's bundle for Node does not.
import '@tensorflow/tfjs-layers';
import { expect } from 'vitest';

interface Closeness {
  /** The largest difference allowed, absolute below 1 and relative above. Default 2e-6: a few float32 roundings. */
  readonly tolerance?: number;
}

/** Expects equal shapes, and equal numbers up to rounding. */
export function expectClose(
  actual: tf.Tensor,
  expected: tf.Tensor,
  { tolerance = 2e-6 }: Closeness = {},
): void {
  expect(actual.shape).toEqual(expected.shape);
  const found = actual.dataSync();
  const wanted = expected.dataSync();
  let worst = { difference: 0, index: 0 };
  for (let i = 0; i < wanted.length; i += 1) {
    const a = found[i] ?? Number.NaN;
    const b = wanted[i] ?? Number.NaN;
    const difference = a === b ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(b));
    // NaN compares false with every number, but counts as the worst difference.
    if (Number.isNaN(difference)) worst = { difference: Number.POSITIVE_INFINITY, index: i };
    else if (difference > worst.difference) worst = { difference, index: i };
  }
  const { difference, index } = worst;
  expect(
    difference,
    `element ${index} is ${found[index]}, expected ${wanted[index]}`,
  ).toBeLessThanOrEqual(tolerance);
}

/** Disposes what `run` returns, and expects as many tensors as before the call. */
export function expectNoLeak(run: () => tf.TensorContainer | readonly tf.Tensor[]): void {
  const before = tf.memory().numTensors;
  tf.dispose(run() as tf.TensorContainer);
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
}

/** The gradients of `sum(f(...inputs) * upstream)`, one per input; `upstream` is ones if not given. */
export function gradientsOf<Inputs extends tf.Tensor[]>(
  f: (...inputs: Inputs) => tf.Tensor,
  inputs: readonly [...Inputs],
  upstream?: tf.Tensor,
): { [Index in keyof Inputs]: tf.Tensor } {
  const gradients = tf.grads((...args) => f(...(args as unknown as Inputs)))([...inputs], upstream);
  return gradients as unknown as { [Index in keyof Inputs]: tf.Tensor };
}
