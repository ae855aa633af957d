import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { timeBuckets } from '../relative-bias.js';
import { type BaseLayerOptions, positiveInteger } from './layer-options.js';
import { inputShapes, inputTensors, ofRank } from './layer-tensors.js';
import { TypedLayer } from './typed-layer.js';

export interface TimeBucketsOptions extends BaseLayerOptions {
  /** The number of buckets. */
  readonly count: number;
}

/**
 * The bucket of the time between each two slots: `times int32 [B, T]`, in seconds, or `[times, targetTimes]`, to int32
 * `[B, T, T]`. A query has its slot's own time, or with `targetTimes` that of the event after it. All blocks of a network
 * share the buckets.
 *
 * Masking: padded slots get buckets like any other.
 */
export class TimeBuckets extends TypedLayer {
  static readonly className: string = 'OrgTimeBuckets';
  readonly count: number;

  constructor(options: TimeBucketsOptions) {
    super(options);
    this.count = positiveInteger(this.name, 'count', options.count);
  }

  override computeOutputShape(shapes: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [shape] = inputShapes(this.name, shapes, 1, 2);
    const [batch = null, time = null] = ofRank(this.name, 'the times', shape, 2);
    return [batch, time, time];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [times, targetTimes = times] = inputTensors(this.name, inputs, 1, 2);
      return timeBuckets(tf.cast(targetTimes, 'int32'), tf.cast(times, 'int32'), this.count);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), count: this.count };
  }
}

tf.serialization.registerClass(TimeBuckets);
