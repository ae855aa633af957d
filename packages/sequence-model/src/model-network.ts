import type { TiedItemScores } from '@org/attention';
import type { ReadTimes } from '@org/seqrec-data';
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { everySlot } from './every-slot.js';
import type { ItemLayer } from './item-layer.js';
import { networkInputs, type TimeTensors } from './network-inputs.js';

export interface EncoderInputs extends TimeTensors {
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
  /**
   * `[ids [B, T], positions [B, M]]`, and for a model that reads times `times [B, T]` and `targetTimes [B, T]`, to scores
   * `[B, M, V + 2]`, for any B, M and T up to `maxLength`.
   */
  readonly network: LayersModel;
  /** Runs the network up to its output layer, at the given positions. */
  encode(inputs: EncoderInputs): Encoded;
  /** The times that the network reads. Default: none. */
  readonly times?: ReadTimes | undefined;
  /** The layer of the item table. */
  readonly items: ItemLayer;
  /** The output layer. It computes a loss without forming all scores. */
  readonly output: Pick<TiedItemScores, 'itemLoss' | 'factors'>;
}

/**
 * An `encode` that runs a functional model from the inputs of the network to `[hidden, table]`. If a batch has no
 * positions, it names every slot.
 */
export function encodeWith(encoder: LayersModel, times?: ReadTimes): ModelNetwork['encode'] {
  return ({ positions, training, ...batch }) => {
    const inputs = { ...batch, positions: positions ?? everySlot(batch.ids) };
    const [hidden, table] = encoder.apply(networkInputs({ times }, inputs), { training }) as [
      tf.Tensor,
      tf.Tensor,
    ];
    return { hidden, table };
  };
}
