import { type ArtifactConfig, dataRecord, saveArtifact } from '@org/artifact';
import type { Engine } from '@org/engine';
import { type EvaluateOptions, type EvaluationResult, evaluate } from '@org/evaluation';
import { models } from '@org/models';
import {
  type Catalogue,
  type Dataset,
  type ExternalHistory,
  type ExternalId,
  indicesIn,
  popularityScorer,
  prepareDataset,
  type Recommendation,
  type RecommendOptions,
  type RecommendResult,
  splitSequences,
} from '@org/seqrec-data';
import type { Model } from '@org/sequence-model';
import { warmStart } from '@org/training';
import type { TrainingRecipe } from '@org/training/recipe';
import { useEngine } from './engine.js';
import { RecommenderError } from './error.js';
import { type Events, type Items, sourceOf } from './events.js';
import { ItemEmbeddings } from './item-embeddings.js';
import { mergeEvents } from './merge-events.js';
import type { WorkOptions } from './progress.js';
import { removeOtherEvents, writeEvents } from './saved-events.js';
import { modelOptions, type Settings } from './settings.js';
import { type TrainedModel, trainModel } from './train-model.js';
import { UserHistories } from './user-histories.js';

/** Whose next items: a user of the events, or a history of items, oldest first or with times. */
export type Query =
  | { readonly user: ExternalId }
  | { readonly history: readonly ExternalId[] | ExternalHistory };

/** How many items, and which: see {@link RecommendOptions} of `@org/seqrec-data`. */
export type ListOptions = Pick<
  RecommendOptions,
  'k' | 'exclude' | 'allow' | 'excludeSeen' | 'unknown'
>;

export interface EvaluateEventsOptions
  extends WorkOptions,
    Pick<EvaluateOptions, 'ks' | 'metrics' | 'excludeSeen'> {}

export interface SaveOptions {
  /**
   * Whether the events of users are written beside the model, for `recommend({ user })`, `evaluate` and `update` after
   * loading. Default true.
   */
  readonly events?: boolean;
}

export interface UpdateOptions extends WorkOptions {
  /** Titles and attributes of new items, for events in memory. */
  readonly items?: Items | undefined;
  /** Default: five epochs at most, as known weights need fewer passes than random ones. */
  readonly training?: Partial<TrainingRecipe> | undefined;
}

/** What a recommender is made of. */
export interface RecommenderParts {
  readonly model: Model;
  readonly catalogue: Catalogue;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  readonly settings: Settings;
  /** The events of users; absent for a model that was loaded without them. */
  readonly dataset?: Dataset | undefined;
  readonly engine: Engine;
  /** What an artifact says of data, training and results. */
  readonly record: Pick<ArtifactConfig, 'data' | 'training'> & {
    readonly metrics: Readonly<Record<string, unknown>>;
  };
}

/** Known weights need fewer passes than random ones. */
const UPDATE_EPOCHS = 5;

/** A trained model with its items, and the events of its users if it has them. `fit` and `load` make one. */
export class Recommender {
  readonly model: Model;
  readonly catalogue: Catalogue;
  /** How it was trained. */
  readonly settings: Settings;
  readonly #parts: RecommenderParts;
  #histories: UserHistories | undefined;

  constructor(parts: RecommenderParts) {
    this.model = parts.model;
    this.catalogue = parts.catalogue;
    this.settings = parts.settings;
    this.#parts = parts;
  }

  /** A recommender of a model that was just trained. */
  static of({
    dataset,
    settings,
    engine,
    trained,
  }: {
    readonly dataset: Dataset;
    readonly settings: Settings;
    readonly engine: Engine;
    readonly trained: TrainedModel;
  }): Recommender {
    const { model, popularity, result } = trained;
    const { training, objective, negatives, seed } = settings;
    const { steps, reason, best } = result;
    return new Recommender({
      ...{ model, popularity, dataset, engine, catalogue: dataset.catalogue },
      settings: { ...settings, model: modelOptions(model) },
      record: {
        data: dataRecord(dataset, settings.split),
        training: {
          ...{ ...training, seed, steps, reason, engine: engine.name },
          batches: { objective, maxLength: model.maxLength, ...(negatives && { negatives }) },
        },
        metrics:
          best === undefined ? {} : { validation: { epoch: best.epoch + 1, ...best.metrics } },
      },
    });
  }

  /** The users of its events, each once. */
  get users(): readonly ExternalId[] {
    return this.#userHistories().users;
  }

  /**
   * The items that the user is most likely to choose next, best first. A user or a history that the model knows nothing
   * of gets the most popular items, and `withoutHistory` says so.
   *
   * @throws RecommenderError `no-events` for a user, if the recommender has no events.
   */
  async recommend({
    k,
    exclude,
    allow,
    excludeSeen,
    unknown,
    ...query
  }: Query & ListOptions): Promise<RecommendResult> {
    const options = { k, exclude, allow, excludeSeen, unknown };
    const [result] = await this.recommendBatch([query as Query], options as ListOptions);
    return result as RecommendResult;
  }

  /** {@link recommend} for many, scored together; one result per query, in their order. */
  recommendBatch(queries: readonly Query[], options: ListOptions = {}): Promise<RecommendResult[]> {
    const { itemCount } = this.catalogue;
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    return this.model.recommendBatch(
      queries.map((query) =>
        'history' in query ? query.history : this.#userHistories().of(query.user),
      ),
      {
        excludeSeen: this.settings.excludeSeen,
        ...Object.fromEntries(given),
        catalogue: this.catalogue,
        fallback: popularityScorer(this.#parts.popularity, itemCount),
      },
    );
  }

  /**
   * The items whose vectors are most like that of an item, best first, without the item itself.
   *
   * @throws SeqrecDataError `unknown-item`.
   */
  similar(item: ExternalId, { k = 10 }: { readonly k?: number } = {}): Promise<Recommendation[]> {
    return this.model.similarItems(item, { catalogue: this.catalogue, k });
  }

  /** The vectors of all items, for a search index or another model. */
  async itemEmbeddings(): Promise<ItemEmbeddings> {
    const table = this.model.itemTable();
    try {
      return new ItemEmbeddings(this.catalogue, await table.data<'float32'>());
    } finally {
      table.dispose();
    }
  }

  /**
   * Ranks the whole catalogue for the held-out events of each user.
   *
   * @example
   * (await recommender.evaluate({ ks: [10] })).metrics['ndcg@10'];
   *
   * @throws RecommenderError `no-events`; EvaluationError `invalid-option` if no user has events enough to hold one out.
   */
  evaluate({ onProgress, ...options }: EvaluateEventsOptions = {}): Promise<EvaluationResult> {
    const { sequences } = this.#dataset();
    const { signal, ...given } = options;
    return evaluate(this.model.scorer(), splitSequences(sequences, this.settings.split).test, {
      excludeSeen: this.settings.excludeSeen,
      ...given,
      ...(signal && { signal }),
      itemCount: this.catalogue.itemCount,
      popularity: this.#parts.popularity,
      onProgress: (users, totalUsers) => onProgress?.({ type: 'evaluating', users, totalUsers }),
    });
  }

  /**
   * A recommender that continues with new events, new users and new items included; this one stays as it is. Events that
   * it has already are left out; without new ones it returns this recommender.
   *
   * @throws RecommenderError `no-events`, `unlike-events`; see {@link fit} for the rest.
   */
  async update(events: Events, options: UpdateOptions = {}): Promise<Recommender> {
    const { onProgress, signal } = options;
    const earlier = this.#dataset();
    const merged = mergeEvents(earlier, await sourceOf(events, options.items));
    const dataset = await prepareDataset(merged.source, {
      filters: earlier.manifest.filters,
      onEvent: (event) => onProgress?.({ type: 'data', event }),
      signal,
    });
    if (merged.added() === 0) return this;
    const { training } = this.settings;
    const epochs = Math.min(training.epochs, UPDATE_EPOCHS);
    const settings = { ...this.settings, training: { ...training, epochs, ...options.training } };
    const engine = await useEngine({ engine: this.#parts.engine.name }, onProgress);
    const { itemCount } = dataset.catalogue;
    const trained = await trainModel({
      ...{ engine, itemCount, settings, onProgress, signal },
      split: splitSequences(dataset.sequences, settings.split),
      start: (model) =>
        warmStart(model, {
          from: this.model,
          known: indicesIn(this.catalogue, dataset.catalogue),
          build: models[settings.kind].build,
        }),
    });
    return Recommender.of({ dataset, settings, engine, trained });
  }

  /**
   * Writes the model as an artifact, which `load`, `seqrec recommend` and the server read, with the events of users
   * beside it. An earlier model in the directory is replaced.
   *
   * @returns the version of the model, 12 hexadecimal digits.
   */
  async save(directory: string, { events = true }: SaveOptions = {}): Promise<string> {
    const { model, catalogue, popularity, settings, dataset, engine, record } = this.#parts;
    const kept = events ? dataset : undefined;
    if (kept !== undefined) await writeEvents(directory, kept);
    const { version } = await saveArtifact(directory, {
      ...{ model, catalogue, popularity, ...record, excludeSeen: settings.excludeSeen },
      versions: { [engine.package]: engine.version },
    });
    await removeOtherEvents(directory, kept?.manifest.contentHash);
    return version;
  }

  /** Frees the weights. The recommender cannot be used afterwards. */
  dispose(): void {
    this.model.dispose();
  }

  #userHistories(): UserHistories {
    const { sequences, catalogue } = this.#dataset();
    this.#histories ??= new UserHistories(sequences, catalogue);
    return this.#histories;
  }

  #dataset(): Dataset {
    const { dataset } = this.#parts;
    if (dataset !== undefined) return dataset;
    throw new RecommenderError(
      'no-events',
      'this recommender was loaded without events of users: give a history in place of a user, or load it with `events`',
    );
  }
}
