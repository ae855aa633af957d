import {
  type History,
  modelInputs,
  type ScoreMatrix,
  type Scorer,
  tableRows,
} from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import type { SequenceModel } from './sequence-model.js';

export interface ModelScorerOptions {
  /** Histories scored at once; bounds memory at `batchRows` × (V + 2) scores. Default 256. */
  readonly batchRows?: number;
}

/**
 * The model as a {@link Scorer}: each history becomes a query (`modelInputs`), the network gives one row of scores
 * over the item table. Columns are item indices; those of PAD and MASK hold scores too and are never ranked.
 */
export function modelScorer(model: SequenceModel, options: ModelScorerOptions = {}): Scorer {
  const batchRows = options.batchRows ?? 256;
  if (!Number.isInteger(batchRows) || batchRows < 1) {
    throw new RangeError(`batchRows is a whole number of at least 1, got ${batchRows}`);
  }
  const width = tableRows(model.itemCount);

  return {
    name: model.kind,
    async score(histories): Promise<ScoreMatrix> {
      const data = new Float32Array(histories.length * width);
      for (let first = 0; first < histories.length; first += batchRows) {
        const scores = scoreTensor(model, histories.slice(first, first + batchRows));
        try {
          data.set(await scores.data<'float32'>(), first * width);
        } finally {
          scores.dispose();
        }
      }
      return { rows: histories.length, width, data };
    },
  };
}

function scoreTensor(model: SequenceModel, histories: readonly History[]): tf.Tensor {
  const { query, maxLength, itemCount } = model;
  const { rows, length, ids, positions } = modelInputs(histories, { query, maxLength, itemCount });
  return tf.tidy(
    () =>
      model.network.apply([
        tf.tensor2d(ids, [rows, length], 'int32'),
        tf.tensor2d(positions, [rows, 1], 'int32'),
      ]) as tf.Tensor,
  );
}
