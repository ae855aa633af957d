import type { ReadTimes } from '@org/seqrec-data';
import type * as tf from '@tensorflow/tfjs-core';
import { ModelError } from './model-error.js';

/** The times of a batch's events, for a model that reads times. */
export interface TimeTensors {
  /** int32 `[B, T]`, the time of each slot's event in seconds since the row's first event; 0 at PAD. */
  readonly times?: tf.Tensor2D | undefined;
  /** int32 `[B, T]`, the time of the event that each slot predicts, like `times`. */
  readonly targetTimes?: tf.Tensor2D | undefined;
}

export interface QueryTensors extends TimeTensors {
  /** int32 `[B, T]`, left-padded with PAD. */
  readonly ids: tf.Tensor2D;
  /** int32 `[B, M]` */
  readonly positions: tf.Tensor2D;
}

/**
 * The inputs of a model's network, in its order: ids, positions, then the times that it reads.
 *
 * @throws ModelError `invalid-batch` if the model reads times that are absent.
 */
export function networkInputs(
  model: { readonly times?: ReadTimes | undefined },
  { ids, positions, ...times }: QueryTensors,
): tf.Tensor2D[] {
  return [ids, positions, ...timeInputs(model.times, times)];
}

/** The names of the inputs of the times that a model reads. */
export function timeNames(read: ReadTimes | undefined): readonly (keyof TimeTensors)[] {
  if (read === undefined) return [];
  return read.target ? ['times', 'targetTimes'] : ['times'];
}

/**
 * The times that a model reads, as inputs of its network.
 *
 * @throws ModelError `invalid-batch` if the model reads times that are absent.
 */
export function timeInputs(
  read: ReadTimes | undefined,
  { times, targetTimes }: TimeTensors,
): tf.Tensor2D[] {
  const given = { times, targetTimes };
  return timeNames(read).map((name) => required(name, given[name]));
}

function required(name: keyof TimeTensors, tensor: tf.Tensor2D | undefined): tf.Tensor2D {
  if (tensor !== undefined) return tensor;
  throw new ModelError(
    'invalid-batch',
    `the model reads ${name}, and the batch has none; make batches with its \`times\``,
  );
}
