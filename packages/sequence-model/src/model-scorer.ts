import {
  type History,
  modelInputs,
  queryLength,
  type ScoreMatrix,
  type Scorer,
  tableRows,
} from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import { type ScoreBlock, scoreBlocks } from './score-blocks.js';
import type { SequenceModel } from './sequence-model.js';

export interface ModelScorerOptions {
  /** The most histories that one run of the network scores; long ones and wide catalogues have fewer. Default 256. */
  readonly batchRows?: number;
}

/** Slots of one run: what a run needs to know stays small, and the time to prepare it small beside its work. */
const MOST_SLOTS = 8192;

/** Scores of one run, 16 MiB of them. */
const MOST_SCORES = 2 ** 22;

/**
 * The model as a {@link Scorer}: each history becomes a query (`modelInputs`), and the network gives one row of scores
 * over the item table. Columns are item indices; those of PAD and MASK hold scores too and are never ranked.
 *
 * The network runs on few shapes, whatever is asked: T is a length bucket, B a power of two (`scoreBlocks`). Beside
 * which histories a history is scored moves its scores by no more than the rounding of float32.
 */
export function modelScorer(model: SequenceModel, options: ModelScorerOptions = {}): Scorer {
  const batchRows = options.batchRows ?? 256;
  if (!Number.isInteger(batchRows) || batchRows < 1) {
    throw new RangeError(`batchRows is a whole number of at least 1, got ${batchRows}`);
  }
  const width = tableRows(model.itemCount);
  const mostRows = (length: number) =>
    Math.min(batchRows, MOST_SLOTS / length, MOST_SCORES / width);

  return {
    name: model.kind,
    async score(histories): Promise<ScoreMatrix> {
      const lengths = histories.map((history) => queryLength(history, model));
      const blocks = scoreBlocks({ lengths, mostRows });
      const [only] = blocks;
      if (blocks.length === 1 && only !== undefined && isWhole(only, histories.length)) {
        const data = await readScores(model, histories, only);
        return { rows: histories.length, width, data };
      }
      const data = new Float32Array(histories.length * width);
      for (const block of blocks) {
        const found = await readScores(model, histories, block);
        block.places.slice(0, block.count).forEach((place, row) => {
          data.set(found.subarray(row * width, (row + 1) * width), place * width);
        });
      }
      return { rows: histories.length, width, data };
    },
  };
}

/** Whether the rows of a block are all histories in their own order, so that its scores need no copy. */
function isWhole({ places, count }: ScoreBlock, histories: number): boolean {
  return (
    count === histories && places.length === count && places.every((place, row) => place === row)
  );
}

/** `[B, V + 2]`, row-major. */
async function readScores(
  model: SequenceModel,
  histories: readonly History[],
  { places }: ScoreBlock,
): Promise<Float32Array> {
  const scores = scoreTensor(model, histories, places);
  try {
    return await scores.data<'float32'>();
  } finally {
    scores.dispose();
  }
}

function scoreTensor(
  model: SequenceModel,
  histories: readonly History[],
  places: readonly number[],
): tf.Tensor {
  const { query, maxLength, itemCount } = model;
  const { rows, length, ids, positions } = modelInputs(histories, {
    ...{ query, maxLength, itemCount },
    places,
  });
  return tf.tidy(
    () =>
      model.network.apply([
        tf.tensor2d(ids, [rows, length], 'int32'),
        tf.tensor2d(positions, [rows, 1], 'int32'),
      ]) as tf.Tensor,
  );
}
