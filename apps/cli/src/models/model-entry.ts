import type { Objective } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { ModelBuilder } from '@org/training';
import type { z } from 'zod';

/** What loading a model's package gives; nothing of TensorFlow.js is read before. */
export interface LoadedModel<Settings> {
  readonly create: (settings: Settings, itemCount: number, seed: number) => SequenceModel;
  /** Builds it again from an artifact's configuration. */
  readonly build: ModelBuilder;
}

/** What the program knows of one kind of model. */
export interface ModelEntry<Schema extends z.ZodObject> {
  /** Its settings: the section `model` of a configuration, `kind` left out. */
  readonly options: Schema;
  readonly objective: (settings: z.infer<Schema>) => Objective;
  readonly load: () => Promise<LoadedModel<z.infer<Schema>>>;
}

/** Ties an entry's functions to its own settings. */
export function modelEntry<Schema extends z.ZodObject>(
  entry: ModelEntry<Schema>,
): ModelEntry<Schema> {
  return entry;
}
