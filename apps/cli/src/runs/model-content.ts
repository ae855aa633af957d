import type { ArtifactContent } from '@org/artifact';
import type { Dataset, Sequences, Split } from '@org/seqrec-data';
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
  const { contentHash, source, filters } = dataset.manifest;
  const lastEvent = lastTime(dataset.sequences);
  return {
    model,
    catalogue: dataset.catalogue,
    popularity,
    excludeSeen: evaluation.excludeSeen,
    data: {
      ...{ contentHash, source, filters, split: split.recipe },
      ...(lastEvent !== undefined && { lastEvent }),
    },
    training: { ...training, batches: modelBatches(settings) },
  };
}

/** The time of the newest event, in the unit of the data. Later events are new to the model. */
function lastTime({ timestamps }: Sequences): number | undefined {
  if (timestamps === undefined) return undefined;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of timestamps) if (time > last) last = Number(time);
  return last;
}
