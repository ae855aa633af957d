import type { ModelBuilder } from '@org/artifact';
import type { Objective, TrainingBatchesOptions } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import type { z } from 'zod';

export interface ModelSize {
  /** V. */
  readonly itemCount: number;
  /** Of the first weights. */
  readonly seed: number;
}

/** How a kind of model describes itself: its settings, and what follows from them. */
export interface ModelDefinition<Schema extends z.ZodObject> {
  /** The section `model` of a configuration, `kind` left out. */
  readonly options: Schema;
  /** What it is trained to predict, and of which stretches of a history. */
  readonly batches: (settings: z.output<Schema>) => ModelBatches;
  /** Loads its package; nothing of TensorFlow.js is read before. */
  readonly load: () => Promise<{
    readonly create: (settings: z.output<Schema>, size: ModelSize) => SequenceModel;
    /** Builds it again from an artifact's configuration. */
    readonly build: ModelBuilder;
  }>;
}

export interface ModelBatches {
  readonly objective: Objective;
  readonly maxLength: number;
  readonly windowStride: TrainingBatchesOptions['windowStride'];
  readonly negatives: TrainingBatchesOptions['negatives'];
}

/** A kind of model, for code that does not know which. Settings are those of a checked configuration. */
export interface ModelEntry {
  readonly options: z.ZodObject;
  /** @throws CliError `usage`, where settings contradict each other. */
  batches(settings: object): ModelBatches;
  create(settings: object, size: ModelSize): Promise<SequenceModel>;
  builder(): Promise<ModelBuilder>;
}

/** Hides which settings a kind has behind functions that check them. */
export function modelEntry<Schema extends z.ZodObject>(
  definition: ModelDefinition<Schema>,
): ModelEntry {
  const { options, batches, load } = definition;
  const own = (settings: object): z.output<Schema> => {
    const { kind: _, ...rest } = settings as { kind?: unknown };
    return options.parse(rest);
  };
  return {
    options,
    batches: (settings) => batches(own(settings)),
    create: async (settings, size) => (await load()).create(own(settings), size),
    builder: async () => (await load()).build,
  };
}
