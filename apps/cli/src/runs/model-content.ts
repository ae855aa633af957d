import type { ArtifactContent } from '@org/artifact';
import type { Dataset, Split } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { SettledConfiguration } from '../config/configuration.js';
import { modelBatches } from '../config/model-section.js';

export interface TrainedModel {
  readonly model: SequenceModel;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Training counts by item index, length V + 1. */
  readonly popularity: Float64Array;
}

/** What an artifact says of a model and its training, whether the training is finished or not. */
export function modelContent(
  { training, model: settings, evaluation }: SettledConfiguration,
  { model, dataset, split, popularity }: TrainedModel,
): ArtifactContent {
  const { contentHash, source, filters } = dataset.manifest;
  return {
    model,
    catalogue: dataset.catalogue,
    popularity,
    excludeSeen: evaluation.excludeSeen,
    data: { contentHash, source, filters, split: split.recipe },
    training: { ...training, batches: modelBatches(settings) },
  };
}
