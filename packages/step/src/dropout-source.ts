import type * as tf from '@tensorflow/tfjs-core';

/**
 * Gives one dropout its keep-mask for this forward pass: a bool tensor of `shape`, true with probability `1 - rate`.
 * `site` names the dropout's place in the model (`block_0/attention`), so that each place has its own stream.
 */
export type DropoutSource = (shape: readonly number[], rate: number, site: string) => tf.Tensor;
