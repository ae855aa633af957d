import type { TrainingBatchesOptions } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { Configuration } from '../config/configuration.js';
import { modelBatches } from '../config/model-section.js';

/** The batches that a configuration trains on. */
export function batchOptions(
  { model, training }: Configuration,
  { itemCount, times }: Pick<SequenceModel, 'itemCount' | 'times'>,
): TrainingBatchesOptions {
  const { objective, maxLength, windowStride, negatives } = modelBatches(model);
  const { batchSize, seed, mixLengths } = training;
  return {
    objective,
    itemCount,
    maxLength,
    batchSize,
    seed,
    ...(times === undefined ? {} : { times }),
    ...(mixLengths ? { buckets: [maxLength] } : {}),
    ...(windowStride === undefined ? {} : { windowStride }),
    ...(negatives === undefined ? {} : { negatives }),
  };
}
