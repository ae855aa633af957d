import * as tf from '@tensorflow/tfjs-core';
import { BLOCKED } from './attention-mask.js';

export interface LowPassOptions {
  /** The lowest frequencies that pass, 0 included: at most `floor(length / 2) + 1`. */
  readonly frequencies: number;
  /** L, the slots of the longest sequence, whose Fourier transform defines the frequencies. */
  readonly length: number;
  /** Additive `[B, 1, 1, T]`, as of `paddingMask`: hidden slots count as zeros. */
  readonly mask?: tf.Tensor | undefined;
  /** int32 `[B, M]`, the slots that are computed. Default: all slots. */
  readonly positions?: tf.Tensor | undefined;
}

/**
 * The low frequencies of a sequence, slot by slot and without later slots: what the Fourier transform of the L slots up to
 * a slot, its inverse after only the lowest frequencies are kept, gives in that slot. Slots before the first are zeros.
 *
 * The transform is linear, so this is one product with a fixed matrix `[T, T]` whose entries depend only on the distance
 * of two slots. So a sequence gives the same numbers with any amount of padding.
 *
 * @param x `[B, T, D]`
 * @returns `[B, M, D]`
 */
export function causalLowPass(
  x: tf.Tensor,
  { frequencies, length, mask, positions }: LowPassOptions,
): tf.Tensor3D {
  const [batch = 1, time = 1] = x.shape;
  return tf.tidy(() => {
    const slots = tf.range(0, time, 1, 'int32');
    const [rows, asked] = positions === undefined ? [1, time] : [batch, positions.shape[1] ?? 1];
    const queries = tf.reshape(positions ?? slots, [rows, asked, 1]);
    const distance = tf.sub(queries, tf.reshape(slots, [1, 1, time])); // [1 or B, M, T]
    const kernel = tf.tensor1d(lowPassKernel(frequencies, length));
    const weights = tf.gather(kernel, tf.cast(tf.relu(distance), 'int32') as tf.Tensor1D);
    const earlier = tf.cast(tf.greaterEqual(distance, 0), 'float32');
    const matrix = tf.mul(weights, earlier);
    const seen = mask === undefined ? x : tf.mul(x, visible(mask));
    return tf.matMul(tf.tile(matrix, [batch / rows, 1, 1]), seen) as tf.Tensor3D;
  });
}

/**
 * What the newest of L slots takes of a slot `n` before it, for n in 0..L-1: the inverse Fourier transform of 1 at the
 * lowest frequencies and 0 at the others.
 */
export function lowPassKernel(frequencies: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => {
    let sum = 1;
    for (let k = 1; k < frequencies; k += 1) {
      // All frequencies but 0 and that of half the length occur twice.
      sum += (2 * k === length ? 1 : 2) * Math.cos((2 * Math.PI * k * n) / length);
    }
    return sum / length;
  });
}

/** `[B, T, 1]`: 1 where a mask `[B, 1, 1, T]` hides nothing. */
function visible(mask: tf.Tensor): tf.Tensor {
  const [batch = 1, , , time = 1] = mask.shape;
  return tf.reshape(tf.cast(tf.greater(mask, BLOCKED / 2), 'float32'), [batch, time, 1]);
}
