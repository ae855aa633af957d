import type { ModelKind } from '@org/models';
import {
  type DatasetFilters,
  prepareDataset,
  SeqrecDataError,
  type SplitRecipe,
  splitSequences,
} from '@org/seqrec-data';
import type { TrainingRecipe } from '@org/training/recipe';
import { chooseSettings } from './choose-settings.js';
import { type EngineChoice, useEngine } from './engine.js';
import { type Events, type Items, sourceOf } from './events.js';
import type { WorkOptions } from './progress.js';
import { Recommender } from './recommender.js';
import type { ModelChoice } from './settings.js';
import { trainModel } from './train-model.js';

export interface FitOptions extends EngineChoice, WorkOptions {
  /** A kind of model, or a kind with options, e.g. `{ kind: 'sasrec', hiddenSize: 128 }`. Default `'bert4rec'`. */
  readonly model?: ModelKind | ModelChoice | undefined;
  /** Titles and attributes of items, for events in memory. Files have their own. */
  readonly items?: Items | undefined;
  /** Which events are kept. Default: all. */
  readonly filters?: DatasetFilters | undefined;
  /** Which events are held out for validation and `evaluate`. Default: the last two of each user. */
  readonly split?: SplitRecipe | undefined;
  /** How the model is trained. The size of the data decides what is left out, and `onProgress` gets the reasons. */
  readonly training?: Partial<TrainingRecipe> | undefined;
  /**
   * Whether recommendations leave out the items of the history, where a request does not say so. Default: unless half of
   * the events or more repeat one.
   */
  readonly excludeSeen?: boolean | undefined;
  /** A whole number of at least 0; the same seed, data and engine give the same recommender. Default 42. */
  readonly seed?: number | undefined;
}

/**
 * Trains a recommender on events of users: reads and prepares them, chooses settings by their size, starts the fastest
 * engine that is installed, and trains until validation gets no better.
 *
 * @example
 * const recommender = await fit([{ user: 'ann', item: 'tea', timestamp: 1 }, …], { model: 'bert4rec' });
 * await recommender.recommend({ user: 'ann', k: 10 });
 * await recommender.save('models/shop');
 *
 * @throws see {@link RecommenderError}.
 */
export async function fit(events: Events, options: FitOptions = {}): Promise<Recommender> {
  const { model = 'bert4rec', training = {}, excludeSeen, seed = 42, onProgress, signal } = options;
  signal?.throwIfAborted();
  const dataset = await prepareDataset(await sourceOf(events, options.items), {
    filters: options.filters,
    onEvent: (event) => onProgress?.({ type: 'data', event }),
    signal,
  });
  const { itemCount } = dataset.catalogue;
  const split = splitSequences(dataset.sequences, options.split ?? { kind: 'leave-one-out' });
  if (split.train.items.length === 0) {
    throw new SeqrecDataError(
      'empty-dataset',
      `the split ${split.recipe.kind} leaves no events to train on: hold out fewer with \`split\`, or add events`,
    );
  }
  const given = { model, training, excludeSeen, seed };
  const { settings, reasons } = chooseSettings(split, itemCount, given);
  onProgress?.({ type: 'settings', settings, reasons });
  const engine = await useEngine(options, onProgress);
  const trained = await trainModel({ engine, split, itemCount, settings, onProgress, signal });
  return Recommender.of({ dataset, settings, engine, trained });
}
