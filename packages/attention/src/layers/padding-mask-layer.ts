import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { paddingMask } from '../attention-mask.js';
import { type BaseLayerOptions, integer } from './layer-options.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';

export interface PaddingMaskOptions extends BaseLayerOptions {
  /** The id of padding. Default 0. */
  readonly pad?: number;
}

/**
 * Derives the additive attention mask from the ids: int32 `[B, T]` to float32 `[B, 1, 1, T]`, 0 at items and -1e9 at
 * padding.
 *
 * Masking: this layer makes the mask. It is a tensor of the graph like any other, and an input of the attention layers.
 */
export class PaddingMask extends TypedLayer {
  static readonly className: string = 'OrgPaddingMask';
  readonly pad: number;

  constructor(options: PaddingMaskOptions = {}) {
    super(options);
    this.pad = integer(this.name, 'pad', options.pad ?? 0);
  }

  override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [shape] = inputShapes(this.name, shapes, 1);
    const [batch = null, time = null] = ofRank(this.name, 'the input', shape, 2);
    return [batch, 1, 1, time];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => paddingMask(inputTensors(this.name, inputs, 1)[0], this.pad));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pad: this.pad };
  }
}

tf.serialization.registerClass(PaddingMask);
