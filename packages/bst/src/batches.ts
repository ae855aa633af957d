import { Random } from '@org/random';
import { type RatingData, ratingQuestions } from '@org/ratings';
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
  /** The seed of the order. */
  readonly seed: number;
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
}: BstBatchesOptions): ArrayBatchSource {
  const { mean } = features;
  const labelOf =
    config.loss === 'log'
      ? (value: number) => (value >= config.likedFrom ? 1 : 0)
      : (value: number) => value - mean;
  const batchesPerEpoch = Math.ceil(examples.length / batchSize);
  return {
    batchesPerEpoch,
    *epoch(epoch, startBatch = 0) {
      const order = Random.of(seed, 'bst', 'order', epoch).shuffle(examples.slice());
      for (let batch = startBatch; batch < batchesPerEpoch; batch += 1) {
        const events = order.subarray(batch * batchSize, (batch + 1) * batchSize);
        yield batchOf({ features, data, labelOf }, events, batchSize);
      }
    },
  };
}

interface Reading {
  readonly features: BstFeatures;
  readonly data: RatingData;
  readonly labelOf: (value: number) => number;
}

function batchOf(
  { features, data, labelOf }: Reading,
  events: Int32Array,
  rows: number,
): ArrayBatch {
  // Empty rows repeat an event, and their weight is 0.
  const filled = Int32Array.from(
    { length: rows },
    (_, row) => events[row % events.length] as number,
  );
  const labels = Float32Array.from(filled, (event) => labelOf(data.values[event] as number));
  const weights = Float32Array.from(filled, (_, row) => (row < events.length ? 1 : 0));
  return {
    arrays: {
      ...features.encode(ratingQuestions(data, filled), 0, rows, filled),
      labels: { data: labels, shape: [rows, 1] },
      weights: { data: weights, shape: [rows, 1] },
    },
  };
}
