import { PAD, tableRows } from '@org/seqrec-data';
import { networkInputs, type QueryTensors, type SequenceModel } from '@org/sequence-model';
import { type ExternalData, exportOnnx } from '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';

/** A model with fewer slots is exported for its full length alone. */
const SHORTEST_OPEN_LENGTH = 6;

export interface RankingGraphOptions {
  /** Whether the graph takes a bias of each item. */
  readonly bias: boolean;
  /** Where large weights go. Default: into the graph. */
  readonly external?: ExternalData;
}

/**
 * The whole way from histories to the best items as one ONNX graph. B histories come as `modelInputs` makes them:
 *
 * | Input | |
 * |---|---|
 * | `ids` `[B, T]`, `positions` `[B, 1]` | int32 |
 * | `times` `[B, T]`, `targetTimes` `[B, T]` | int32, where the model reads them |
 * | `barred` `[E]` | int32, places in the flat scores `[B * (V + 2)]` that are never ranked; PAD and MASK are of them |
 * | `wanted` `[K]` | int32 of any content: its length says how many items come back |
 * | `biases` `[R, V + 2]`, `biasRows` `[B]` | with `bias`: float32 rows that are added to the scores, and int32, the one of each history |
 *
 * Its outputs are `items` and `scores`, `[B, K]`, best first and among equal scores the lower index first. A score of
 * -Infinity marks a place for which no item is left.
 *
 * @throws OnnxBackendError `not-exportable` for a network that depends on B or T in a way that ONNX cannot say.
 */
export function rankingGraph(
  model: SequenceModel,
  { bias, external }: RankingGraphOptions,
): Uint8Array {
  const { itemCount, maxLength, times: read } = model;
  const width = tableRows(itemCount);
  const open = maxLength >= SHORTEST_OPEN_LENGTH;
  const run = (inputs: Readonly<Record<string, tf.Tensor>>) => {
    const { barred, wanted, biases, biasRows, ...query } = inputs as unknown as Inputs;
    const [rows] = query.ids.shape;
    const { size } = barred;
    let scores = scoresOf(model, query);
    if (biases !== undefined && biasRows !== undefined) {
      scores = tf.add(scores, tf.gather(biases, biasRows));
    }
    const left = tf.tensorScatterUpdate(
      tf.reshape(scores, [rows * width]),
      tf.reshape(barred, [size, 1]),
      tf.fill([size], Number.NEGATIVE_INFINITY),
    );
    const best = tf.topk(tf.reshape(left, [rows, width]), wanted.size, true);
    return { items: best.indices, scores: best.values };
  };
  const slots = { shape: ['batch', open ? 'time' : maxLength], dtype: 'int32' } as const;
  return exportOnnx(run, {
    inputs: {
      ids: slots,
      ...(read && { times: slots }),
      ...(read?.target && { targetTimes: slots }),
      positions: { shape: ['batch', 1], dtype: 'int32' },
      barred: { shape: ['barred'], dtype: 'int32' },
      wanted: { shape: ['wanted'], dtype: 'int32' },
      ...(bias && {
        biases: { shape: ['biases', width], dtype: 'float32' },
        biasRows: { shape: ['batch'], dtype: 'int32' },
      }),
    },
    // It is recorded again with two more of each: at its full length a model cuts nothing off its position table, and the
    // smallest catalogue has three rows.
    sizes: { batch: 13, time: Math.min(11, maxLength - 3), barred: 17, biases: 7, wanted: 1 },
    description: `the best items after histories; PAD is ${PAD}`,
    external,
  });
}

/**
 * `[B, V + 2]`. As a product with the table as it lies in memory: the network itself multiplies by a transposed table, of
 * which each session would keep a copy.
 */
function scoresOf(model: SequenceModel, query: QueryTensors): tf.Tensor {
  const [rows] = query.ids.shape;
  const factors = model.scoreFactors?.(query);
  if (factors === undefined) {
    const scores = model.network.apply(networkInputs(model, query)) as tf.Tensor;
    return tf.reshape(scores, [rows, tableRows(model.itemCount)]);
  }
  const { table, bias } = factors;
  const hidden = tf.reshape(factors.hidden, [rows, table.shape[1] ?? 1]);
  const scores = tf.matMul(hidden as tf.Tensor2D, table as tf.Tensor2D, false, true);
  return bias === undefined ? scores : tf.add(scores, bias);
}

interface Inputs extends QueryTensors {
  readonly barred: tf.Tensor1D;
  readonly wanted: tf.Tensor1D;
  readonly biases?: tf.Tensor2D;
  readonly biasRows?: tf.Tensor1D;
}
