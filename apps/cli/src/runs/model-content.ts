import { type ArtifactContent, dataRecord } from '@org/artifact';
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

/** The content of an artifact about a model and its training, finished or not. */
export function modelContent(
  { training, model: settings, evaluation }: SettledConfiguration,
  { model, dataset, split, popularity }: TrainedModel,
): ArtifactContent {
  return {
    model,
    catalogue: dataset.catalogue,
    popularity,
    excludeSeen: evaluation.excludeSeen,
    data: dataRecord(dataset, split.recipe),
    training: { ...training, batches: modelBatches(settings) },
  };
}
