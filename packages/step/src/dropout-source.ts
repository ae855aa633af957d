import type * as tf from '@tensorflow/tfjs-core';

/**
 * Gives one place of dropout its keep-mask for this forward pass: a bool tensor of `shape`, true with probability
 * `1 - rate`. `site` names the place (`block_0/attention`), so that each has a stream of its own.
 */
export type DropoutSource = (shape: readonly number[], rate: number, site: string) => tf.Tensor;
