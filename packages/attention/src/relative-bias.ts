import * as tf from '@tensorflow/tfjs-core';
import { embeddingLookup } from './embedding-lookup.js';

/** A bucket is this much longer than the one before, as a natural logarithm: as published, by a third. */
const BUCKET_LOG = 0.301;

/**
 * The bias of each pair of a query and a key by how many slots the query is later.
 *
 * @param table `[L]`, the bias of each distance 0..L-1. A key after its query has the bias of distance 0; a causal mask
 *   hides it.
 * @param time T, at most L.
 * @param positions int32 `[B, M]`, the slots of the queries. Default: all slots.
 * @returns `[1, 1, T, T]`, or with positions `[B, 1, M, T]`.
 */
export function relativePositionBias(
  table: tf.Tensor,
  time: number,
  positions?: tf.Tensor,
): tf.Tensor4D {
  return tf.tidy(() => {
    const slots = tf.range(0, time, 1, 'int32');
    const [batch = 1, asked = time] = positions?.shape ?? [];
    const queries = tf.reshape(positions ?? slots, [batch, 1, asked, 1]);
    const distance = tf.relu(tf.sub(queries, tf.reshape(slots, [1, 1, 1, time])));
    return biasOf(table, tf.cast(distance, 'int32')); // [B, 1, M, T]
  });
}

/**
 * The bias of each pair of a query and a key by the bucket of the time between them.
 *
 * @param table `[N]`, the bias of each bucket.
 * @param buckets int32 `[B, T, T]`, from {@link timeBuckets}.
 * @param positions int32 `[B, M]`, the slots of the queries. Default: all slots.
 * @returns `[B, 1, T, T]`, or with positions `[B, 1, M, T]`.
 */
export function relativeTimeBias(
  table: tf.Tensor,
  buckets: tf.Tensor,
  positions?: tf.Tensor,
): tf.Tensor4D {
  const [batch = 1, time = 1] = buckets.shape;
  const [, asked = time] = positions?.shape ?? [];
  return tf.tidy(() => {
    // A LayersModel passes numbers between layers as float32.
    const whole = tf.cast(buckets, 'int32');
    const rows = positions === undefined ? whole : rowsAt(whole, positions);
    return biasOf(table, tf.reshape(rows, [batch, 1, asked, time]));
  });
}

/**
 * The bucket of the time between each query and each key: `floor(ln(max(1, seconds)) / 0.301)`, at most `count - 1`. So
 * each bucket is 1.35 times as long as the one before.
 *
 * @param queryTimes int32 `[B, T]`, in seconds.
 * @param keyTimes int32 `[B, T]`, in seconds since the same moment.
 * @returns int32 `[B, T, T]`
 */
export function timeBuckets(
  queryTimes: tf.Tensor,
  keyTimes: tf.Tensor,
  count: number,
): tf.Tensor3D {
  const [batch = 1, time = 1] = keyTimes.shape;
  return tf.tidy(() => {
    // Differences of int32 are exact; a float32 of a time is not.
    const apart = tf.sub(
      tf.reshape(queryTimes, [batch, time, 1]),
      tf.reshape(keyTimes, [batch, 1, time]),
    );
    const seconds = tf.maximum(tf.abs(tf.cast(apart, 'float32')), 1);
    const bucket = tf.floor(tf.mul(tf.log(seconds), 1 / BUCKET_LOG));
    return tf.cast(tf.minimum(bucket, count - 1), 'int32') as tf.Tensor3D;
  });
}

/** The rows `[B, M, T]` of int32 `[B, T, T]` at positions. */
function rowsAt(buckets: tf.Tensor, positions: tf.Tensor): tf.Tensor {
  const [batch = 1, time = 1] = buckets.shape;
  const offsets = tf.reshape(tf.range(0, batch * time, time, 'int32'), [batch, 1]);
  const rows = tf.reshape(buckets, [batch * time, time]);
  return tf.gather(rows, tf.cast(tf.add(positions, offsets), 'int32') as tf.Tensor2D);
}

function biasOf(table: tf.Tensor, indices: tf.Tensor): tf.Tensor4D {
  const column = tf.reshape(table, [table.size, 1]);
  return tf.reshape<tf.Rank.R4>(
    embeddingLookup(column, indices),
    indices.shape as [number, number, number, number],
  );
}
