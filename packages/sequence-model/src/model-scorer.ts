import {
  type History,
  modelInputs,
  queryLength,
  type ScoreMatrix,
  type Scorer,
  tableRows,
} from '@org/seqrec-data/queries';
import * as tf from '@tensorflow/tfjs-core';
import { networkInputs } from './network-inputs.js';
import { type ScoreBlock, scoreBlocks } from './score-blocks.js';
import type { SequenceModel } from './sequence-model.js';

export interface ModelScorerOptions {
  /**
   * The most histories that one run of the network scores; a run has fewer if histories are long or the catalogue is
   * large. Default 256.
   */
  readonly batchRows?: number;
}

/** The most slots of one run: its inputs stay small, and preparing it takes little time compared to running it. */
const MOST_SLOTS = 8192;

/** The most scores of one run, 16 MiB. */
const MOST_SCORES = 2 ** 22;

/**
 * The model as a {@link Scorer}: each history becomes a query (`modelInputs`), and the network gives one row of scores
 * over the item table. Columns are item indices; those of PAD and MASK hold scores too and are never ranked.
 *
 * The network runs on few shapes: T is a length bucket, B a power of two (`scoreBlocks`). The other histories of a run
 * change the scores of a history only by float32 rounding.
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

/** Whether a block holds all histories in their original order, so that its scores need no copy. */
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
  const { query, maxLength, itemCount, times: read } = model;
  const { rows, length, ids, positions, times, targetTimes } = modelInputs(histories, {
    ...{ query, maxLength, itemCount, places },
    times: read,
  });
  const bySlot = (values: Int32Array) => tf.tensor2d(values, [rows, length], 'int32');
  return tf.tidy(
    () =>
      model.network.apply(
        networkInputs(model, {
          ids: bySlot(ids),
          positions: tf.tensor2d(positions, [rows, 1], 'int32'),
          times: times && bySlot(times),
          targetTimes: targetTimes && bySlot(targetTimes),
        }),
      ) as tf.Tensor,
  );
}
