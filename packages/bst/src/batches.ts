import { Random } from '@org/random';
import {
  type CandidateLists,
  type DrawUnseen,
  type LikeExamples,
  likeExamples,
  likeQuestions,
  type RatingData,
} from '@org/ratings';
import type { ArrayBatch, ArrayBatchSource } from '@org/training';
import type { Bst } from './bst.js';
import type { BstFeatures } from './features.js';

export interface BstBatchesOptions {
  /** Its loss decides what labels are. */
  readonly model: Pick<Bst, 'config'>;
  readonly features: BstFeatures;
  readonly data: RatingData;
  /** The events whose ratings are learned. */
  readonly examples: Int32Array;
  readonly batchSize: number;
  /** The seed of the order and of negatives. */
  readonly seed: number;
  /** With the loss `log`: items drawn as negatives of each liked one, others in each epoch. Default none. */
  readonly negatives?: { readonly count: number; readonly draw: DrawUnseen };
  /** See `likeQuestions` of `@org/ratings`. Default true. */
  readonly targetTime?: boolean;
  /** The candidates before the examples, for features that read what a first stage says. */
  readonly candidates?: CandidateLists | undefined;
}

/**
 * Batches of examples in a new random order each epoch. All batches have `batchSize` rows, so that an engine compiles one
 * step; the last one of an epoch has empty rows of weight 0.
 */
export function bstBatches({
  model: { config },
  features,
  data,
  examples,
  batchSize,
  seed,
  negatives,
  targetTime = true,
  candidates,
}: BstBatchesOptions): ArrayBatchSource {
  const examplesOf = (epoch: number): LikeExamples =>
    likeExamples(data, examples, {
      likedFrom: config.likedFrom,
      negatives: config.loss === 'log' ? (negatives?.count ?? 0) : 0,
      ...{ draw: negatives?.draw, seed, epoch },
    });
  const liked = examples.filter((event) => (data.values[event] as number) >= config.likedFrom);
  const drawn = config.loss === 'log' ? (negatives?.count ?? 0) * liked.length : 0;
  const rowsPerEpoch = examples.length + drawn;
  const batchesPerEpoch = Math.ceil(rowsPerEpoch / batchSize);
  const labelOf = ({ events, labels }: LikeExamples, row: number) =>
    config.loss === 'log'
      ? (labels[row] as number)
      : (data.values[events[row] as number] as number) - features.mean;
  return {
    batchesPerEpoch,
    *epoch(epoch, startBatch = 0) {
      const chosen = examplesOf(epoch);
      const order = Random.of(seed, 'bst', 'order', epoch).shuffle(
        Int32Array.from({ length: rowsPerEpoch }, (_, row) => row),
      );
      for (let batch = startBatch; batch < batchesPerEpoch; batch += 1) {
        const rows = order.subarray(batch * batchSize, (batch + 1) * batchSize);
        // Empty rows repeat an example, and their weight is 0.
        const filled = Int32Array.from(
          { length: batchSize },
          (_, row) => rows[row % rows.length] as number,
        );
        const events = filled.map((row) => chosen.events[row] as number);
        const items = filled.map((row) => chosen.items[row] as number);
        const questions = likeQuestions(data, { events, items }, { targetTime, candidates });
        const labels = Float32Array.from(filled, (row) => labelOf(chosen, row));
        const weights = Float32Array.from(filled, (_, row) => (row < rows.length ? 1 : 0));
        yield {
          arrays: {
            ...features.encode(questions, 0, batchSize, events),
            labels: { data: labels, shape: [batchSize, 1] },
            weights: { data: weights, shape: [batchSize, 1] },
          },
        } satisfies ArrayBatch;
      }
    },
  };
}
