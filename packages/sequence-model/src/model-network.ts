import type { ItemLoss, ItemLossInputs } from '@org/attention';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { everySlot } from './every-slot.js';

export interface EncoderInputs {
  /** int32 `[B, T]` */
  readonly ids: tf.Tensor2D;
  /** int32 `[B, M]`; undefined asks for every slot, which a model may do faster than by positions. */
  readonly positions: tf.Tensor2D | undefined;
  /** Whether dropout applies. */
  readonly training: boolean;
}

export interface Encoded {
  /** `[B, M, D]` */
  readonly hidden: tf.Tensor;
  /** `[V + 2, D]`, the item table as a part of the graph, so that gradients of the scores reach it. */
  readonly table: tf.Tensor;
}

/** What a model's network function returns: the network, and the parts of it that training needs. */
export interface ModelNetwork {
  /** `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M and T up to `maxLength`. */
  readonly network: LayersModel;
  /** Runs the network up to its output layer, at the slots asked for. */
  encode(inputs: EncoderInputs): Encoded;
  /** The layer that owns the item table. */
  readonly items: { table(): tf.Tensor };
  /** The output layer. It computes a loss without forming all scores. */
  readonly output: { itemLoss(loss: ItemLoss, inputs: Omit<ItemLossInputs, 'bias'>): tf.Scalar };
}

/**
 * An `encode` that runs a functional model `[ids, positions]` to `[hidden, table]`, with positions of every slot where a
 * batch has none.
 */
export function encodeWith(encoder: LayersModel): ModelNetwork['encode'] {
  return ({ ids, positions = everySlot(ids), training }) => {
    const [hidden, table] = encoder.apply([ids, positions], { training }) as [tf.Tensor, tf.Tensor];
    return { hidden, table };
  };
}
