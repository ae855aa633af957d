import type { ItemLoss, ItemLossInputs } from '@org/attention';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { everySlot } from './every-slot.js';

export interface EncoderInputs {
  /** int32 `[B, T]` */
  readonly ids: tf.Tensor2D;
  /** int32 `[B, M]`; undefined for every slot, which may take less time than positions. */
  readonly positions: tf.Tensor2D | undefined;
  /** Whether dropout applies. */
  readonly training: boolean;
}

export interface Encoded {
  /** `[B, M, D]` */
  readonly hidden: tf.Tensor;
  /** `[V + 2, D]`, the item table in the graph, so that gradients of the scores reach it. */
  readonly table: tf.Tensor;
}

/** The result of a model's network function: the network, and the parts that training needs. */
export interface ModelNetwork {
  /** `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M and T up to `maxLength`. */
  readonly network: LayersModel;
  /** Runs the network up to its output layer, at the given positions. */
  encode(inputs: EncoderInputs): Encoded;
  /** The layer that owns the item table. */
  readonly items: { table(): tf.Tensor };
  /** The output layer. It computes a loss without forming all scores. */
  readonly output: {
    itemLoss(loss: ItemLoss, inputs: Omit<ItemLossInputs, 'bias'>): tf.Scalar;
    /** The bias of each row of the item table, if the layer has one. */
    bias(): tf.Tensor | undefined;
  };
}

/**
 * An `encode` that runs a functional model from `[ids, positions]` to `[hidden, table]`. If a batch has no positions,
 * it names every slot.
 */
export function encodeWith(encoder: LayersModel): ModelNetwork['encode'] {
  return ({ ids, positions = everySlot(ids), training }) => {
    const [hidden, table] = encoder.apply([ids, positions], { training }) as [tf.Tensor, tf.Tensor];
    return { hidden, table };
  };
}
