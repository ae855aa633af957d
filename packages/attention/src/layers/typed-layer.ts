import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** The options that `apply(inputs, options)` passes to every layer of a model. */
export interface LayerCallOptions {
  /** Whether this forward pass is for training, with dropout. Default false. */
  readonly training?: boolean;
}

type Symbols = tfl.SymbolicTensor | tfl.SymbolicTensor[];
type Tensors = tf.Tensor | tf.Tensor[];

/**
 * A tfjs layer whose `apply` has exact types: symbols from symbols, tensors from tensors, and the number of outputs.
 */
export abstract class TypedLayer<
  Symbolic extends Symbols = tfl.SymbolicTensor,
  Eager extends Tensors = tf.Tensor,
> extends tfl.layers.Layer {
  override apply(inputs: Symbols, options?: LayerCallOptions): Symbolic;
  override apply(inputs: Tensors, options?: LayerCallOptions): Eager;
  override apply(inputs: Symbols | Tensors, options?: LayerCallOptions): Symbolic | Eager {
    return super.apply(inputs, options) as Symbolic | Eager;
  }
}
