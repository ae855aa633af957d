import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { gatherPositions } from '../gather-positions.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';

/**
 * Picks M slots of each sequence: `[x [B, T, D], positions int32 [B, M]]` to `[B, M, D]`. Positions are in 0..T-1.
 *
 * Masking: ignores implicit Keras masks.
 */
export class GatherPositions extends TypedLayer {
  static readonly className: string = 'OrgGatherPositions';

  override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [x, positions = []] = inputShapes(this.name, shapes, 2);
    const [batch = null, , size = null] = ofRank(this.name, 'x', x, 3);
    const [, count = null] = ofRank(this.name, 'positions', positions, 2);
    return [batch, count, size];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, positions = x] = inputTensors(this.name, inputs, 2);
      return gatherPositions(x, tf.cast(positions, 'int32'));
    });
  }
}

tf.serialization.registerClass(GatherPositions);
