import type { ArtifactContent } from '@org/artifact';
import type { Dataset, Split } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { SettledConfiguration } from '../config/configuration.js';
import { modelBatches } from '../config/model-section.js';
import { timeRange } from '../data/split-data.js';

export interface TrainedModel {
  readonly model: SequenceModel;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Training counts by item index, length V + 1. */
  readonly popularity: Float64Array;
}

/** The content of an artifact about a model and its training, finished or not. */
export function modelContent(
  { training, model: settings, evaluation }: SettledConfiguration,
  { model, dataset, split, popularity }: TrainedModel,
): ArtifactContent {
  const { contentHash, source, filters } = dataset.manifest;
  const { sequences } = dataset;
  return {
    model,
    catalogue: dataset.catalogue,
    popularity,
    excludeSeen: evaluation.excludeSeen,
    data: {
      ...{ contentHash, source, filters, split: split.recipe },
      // Later events are new to the model.
      ...(sequences.timestamps && { lastEvent: timeRange(sequences).last }),
    },
    training: { ...training, batches: modelBatches(settings) },
  };
}
