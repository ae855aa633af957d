import type { BatchTensors, SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import type { Adam } from './adam.js';
import { dropoutFeeds } from './dropout-feeds.js';
import type { StepBody, StepContext } from './step.js';

export interface TrainingBodyOptions {
  readonly model: SequenceModel;
  /** What is trained, in the order of the optimizer's. */
  readonly variables: readonly tf.Variable[];
  readonly optimizer: Adam;
  /** Of dropout. */
  readonly seed: number;
  readonly clipNorm?: number | undefined;
  readonly microBatchRows?: number | undefined;
}

/**
 * The training step, for every engine: loss and gradients of each piece of the batch, added up, then clipping and the
 * optimizer. Takes the arrays of a `ModelBatch`; gives `loss` (mean over the batch's targets) and `gradientNorm`
 * (before clipping).
 *
 * A model's loss is a weighted sum, so pieces of any size add up to the whole batch, divided by its weight at the end.
 */
export function trainingBody(options: TrainingBodyOptions): StepBody {
  const { variables, optimizer, clipNorm } = options;
  return (arrays, context) => {
    const batch = arrays as unknown as BatchTensors;
    const { loss, gradients } = sumOverPieces(batch, context, options);
    // A batch of weight 0 has loss 0 and moves nothing but the moments.
    const inverse = tf.divNoNan(tf.scalar(1), tf.sum(batch.weights));
    const squares = gradients.map((gradient) => tf.square(gradient));
    const norm = tf.mul(tf.sqrt(tf.addN(squares.map((square) => tf.sum(square)))), inverse);
    const factor = clipNorm === undefined ? inverse : tf.mul(inverse, clipFactor(norm, clipNorm));
    optimizer.update(gradients, { factor, squares }, context);
    return { loss: tf.mul(loss, inverse), gradientNorm: norm };
  };

  function sumOverPieces(
    batch: BatchTensors,
    context: StepContext,
    { model, seed, microBatchRows }: TrainingBodyOptions,
  ) {
    const rows = batch.ids.shape[0];
    const pieceRows = Math.min(microBatchRows ?? rows, rows);
    let sum: { loss: tf.Tensor; gradients: tf.Tensor[] } | undefined;
    for (let firstRow = 0; firstRow < rows; firstRow += pieceRows) {
      const size = Math.min(pieceRows, rows - firstRow);
      const earlier = sum;
      // Frees a piece's activations before the next one makes its own.
      sum = tf.tidy(() => {
        const piece = size === rows ? batch : rowsOf(batch, firstRow, size);
        const dropout = dropoutFeeds(context, { seed, firstRow, rows: size });
        const { value, grads } = tf.variableGrads(
          () => model.loss(piece, { dropout }),
          [...variables],
        );
        // A variable that the loss does not reach has no gradient.
        const gradients = variables.map(({ name, shape }) => grads[name] ?? tf.zeros(shape));
        if (earlier === undefined) return { loss: value, gradients };
        return {
          loss: tf.add(earlier.loss, value),
          gradients: gradients.map((gradient, i) => tf.add(gradient, earlier.gradients[i] ?? 0)),
        };
      });
      if (earlier !== undefined) tf.dispose(earlier);
    }
    return sum ?? { loss: tf.scalar(0), gradients: variables.map(({ shape }) => tf.zeros(shape)) };
  }
}

/** What brings gradients of this global norm down to `clipNorm`: `min(1, clipNorm / norm)` (Pascanu et al. 2013). */
function clipFactor(norm: tf.Tensor, clipNorm: number): tf.Tensor {
  return tf.minimum(tf.div(clipNorm, tf.add(norm, 1e-6)), 1);
}

function rowsOf(batch: BatchTensors, firstRow: number, rows: number): BatchTensors {
  const slice = <T extends tf.Tensor>(tensor: T): T => tf.slice(tensor, firstRow, rows) as T;
  const { ids, positions, labels, weights, negatives } = batch;
  return {
    ids: slice(ids),
    positions: slice(positions),
    labels: slice(labels),
    weights: slice(weights),
    ...(negatives !== undefined && { negatives: slice(negatives) }),
  };
}
