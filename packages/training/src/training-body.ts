import type { StepParts, Tensors } from '@org/step';
import * as tf from '@tensorflow/tfjs-core';
import type { Adam } from './adam.js';
import { dropoutMasks } from './dropout-masks.js';
import { TrainingError } from './error.js';
import type { TrainableModel } from './trainable-model.js';
import type { UpdateOptions } from './update-options.js';

export interface TrainingBodyOptions extends UpdateOptions {
  readonly model: TrainableModel;
  /** The trainable weights, in the optimizer's order. */
  readonly variables: readonly tf.Variable[];
  readonly optimizer: Adam;
  /** The seed of dropout. */
  readonly seed: number;
  /** The divisor of gradients; see `BatchSource.meanWeight`. Default: each batch's own weight. */
  readonly meanWeight?: number | undefined;
  readonly microBatchRows?: number | undefined;
}

/**
 * The training step, for every engine: loss and gradients, summed over the pieces of the batch, then clipping and the
 * optimizer. Takes the arrays of a batch, of which `weights [B, M]` holds the weights of the labels; returns `loss` (mean over the batch's labels) and `gradientNorm`
 * (before clipping).
 *
 * A model's loss is a weighted sum, so pieces of any size add up to the batch; the sums are divided by a weight at the
 * end.
 */
export function trainingBody(options: TrainingBodyOptions): StepParts {
  const { model, variables, optimizer, seed, meanWeight, clipNorm, microBatchRows } = options;
  return {
    pieceRows: microBatchRows,

    piece(arrays, context) {
      const weights = requireWeights(arrays);
      const dropout = dropoutMasks(context, { seed, rows: weights.shape[0] ?? 0 });
      const { value, grads } = tf.variableGrads(
        () => model.loss(arrays as never, { dropout }),
        [...variables],
      );
      const gradients = variables.map(({ name, shape }, i) => [
        gradientOf(i),
        // A variable that the loss does not depend on has no gradient.
        grads[name] ?? tf.zeros(shape),
      ]);
      return { loss: value, weight: tf.sum(weights), ...Object.fromEntries(gradients) };
    },

    update(sums, context) {
      const gradients = variables.map((_, i) => sumOf(sums, gradientOf(i)));
      const weight = sumOf(sums, 'weight');
      // A batch of weight 0 has loss 0 and changes only the moments.
      const inverse =
        meanWeight === undefined ? tf.divNoNan(tf.scalar(1), weight) : tf.scalar(1 / meanWeight);
      const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
      const norm = tf.mul(tf.sqrt(tf.addN(squares)), inverse);
      const factor = clipNorm === undefined ? inverse : tf.mul(inverse, clipFactor(norm, clipNorm));
      optimizer.update(gradients, factor, context);
      return { loss: tf.divNoNan(sumOf(sums, 'loss'), weight), gradientNorm: norm };
    },
  };
}

function requireWeights({ weights }: Tensors): tf.Tensor {
  if (weights === undefined) {
    throw new TrainingError('invalid-option', 'a training batch has no array of weights');
  }
  return weights;
}

/** The name of the sum of the gradients of variable `i`. */
function gradientOf(i: number): string {
  return `gradient/${i}`;
}

function sumOf(sums: Tensors, name: string): tf.Tensor {
  const sum = sums[name];
  if (sum === undefined) throw new TrainingError('invalid-option', `a step has no sum '${name}'`);
  return sum;
}

/**
 * The factor that scales gradients of this global norm down to `clipNorm`: `min(1, clipNorm / norm)` (Pascanu et al.
 * 2013).
 */
function clipFactor(norm: tf.Tensor, clipNorm: number): tf.Tensor {
  return tf.minimum(tf.div(clipNorm, tf.add(norm, 1e-6)), 1);
}
