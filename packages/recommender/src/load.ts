import { type ArtifactConfig, loadArtifact } from '@org/artifact';
import { type ModelKind, modelBuilders } from '@org/models';
import {
  type Catalogue,
  type Dataset,
  type DatasetFilters,
  prepareDataset,
  remapSequences,
  type SplitRecipe,
} from '@org/seqrec-data';
import type { Model } from '@org/sequence-model';
import { defaultRecipe, type TrainingRecipe } from '@org/training/recipe';
import { type EngineChoice, useEngine } from './engine.js';
import { type Events, sourceOf } from './events.js';
import type { WorkOptions } from './progress.js';
import { Recommender } from './recommender.js';
import { readEvents } from './saved-events.js';
import { modelOptions, type Settings } from './settings.js';

export interface LoadOptions extends EngineChoice, WorkOptions {
  /**
   * The events of users, for a model that was saved without them, such as one of `seqrec train`, or in place of those that
   * were saved. Events of items that the model does not know are left out.
   */
  readonly events?: Events | undefined;
}

/**
 * Reads a recommender that `save` wrote, or a model of `seqrec train`. Starts the fastest engine that is installed.
 *
 * @example
 * const recommender = await load('models/shop');
 *
 * @throws FileError `missing` where there is no model; ArtifactError `corrupt` for one that is damaged.
 */
export async function load(directory: string, options: LoadOptions = {}): Promise<Recommender> {
  const { events, onProgress, signal } = options;
  signal?.throwIfAborted();
  const engine = await useEngine(options, onProgress);
  const { config, model, catalogue, popularity, metrics } = await loadArtifact(directory, {
    kinds: modelBuilders,
  });
  try {
    const dataset =
      events === undefined
        ? await readEvents(directory, config.data.contentHash)
        : await eventsOf(events, { config, catalogue, onProgress, signal });
    const { data, training } = config;
    const settings = settingsOf(config, model);
    const record = { data, training, metrics };
    return new Recommender({ model, catalogue, popularity, settings, dataset, engine, record });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Given events in the indices of the model, filtered as those of its training. */
async function eventsOf(
  events: Events,
  {
    config,
    catalogue,
    onProgress,
    signal,
  }: WorkOptions & { readonly config: ArtifactConfig; readonly catalogue: Catalogue },
): Promise<Dataset> {
  const prepared = await prepareDataset(await sourceOf(events), {
    filters: config.data.filters as DatasetFilters | undefined,
    onEvent: (event) => onProgress?.({ type: 'data', event }),
    signal,
  });
  return { ...prepared, catalogue, sequences: remapSequences(prepared, catalogue).sequences };
}

/** The settings that an artifact records. Those of the command line have the same names. */
function settingsOf(config: ArtifactConfig, model: Model): Settings {
  const { batches, seed, ...training } = config.training as Partial<TrainingRecipe> & {
    readonly batches?: Pick<Settings, 'objective' | 'negatives'>;
    readonly seed?: number;
  };
  const recipe = Object.keys(defaultRecipe).map((name) => [
    name,
    training[name as keyof TrainingRecipe] ?? defaultRecipe[name as keyof TrainingRecipe],
  ]);
  return {
    kind: config.kind as ModelKind,
    model: modelOptions(model),
    training: Object.fromEntries(recipe) as TrainingRecipe,
    objective: batches?.objective ?? { kind: 'next-item' },
    ...(batches?.negatives && { negatives: batches.negatives }),
    split: (config.data.split as SplitRecipe | undefined) ?? { kind: 'leave-one-out' },
    excludeSeen: config.excludeSeen ?? true,
    seed: seed ?? 0,
  };
}
