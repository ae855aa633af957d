import {
  ContentEmbedding,
  type ItemScoreFactors,
  withDropout,
  withoutDrawing,
} from '@org/attention';
import {
  type Catalogue,
  type ExternalHistory,
  type ExternalId,
  type QueryKind,
  type ReadTimes,
  type Recommendation,
  type RecommendOptions,
  type RecommendResult,
  recommend,
  recommendBatch,
  type Scorer,
  UnusableIdsError,
} from '@org/seqrec-data/queries';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GivenOptions, ModelConfig, ModelDefinition } from './model-definition.js';
import { ModelError } from './model-error.js';
import type { ModelNetwork } from './model-network.js';
import { type ModelScorerOptions, modelScorer } from './model-scorer.js';
import { neighbours } from './neighbours.js';
import type { QueryTensors } from './network-inputs.js';
import { completeOptions } from './option.js';
import type {
  BatchTensors,
  ItemContent,
  ItemVectors,
  LossOptions,
  SequenceModel,
} from './sequence-model.js';

/** How a model is built from its configuration. */
export interface BuildOptions {
  /** Whether first weights are drawn. Without, they are zeros, for weights that are loaded afterwards. Default true. */
  readonly draw?: boolean;
}

/** Makes models of one kind. */
export interface ModelFactory<Config extends ModelConfig> {
  /**
   * A model with first weights drawn from its seed.
   *
   * @throws ModelError `invalid-option`, naming the option.
   */
  (options: GivenOptions<Config>): Model<Config>;
  readonly definition: ModelDefinition<Config>;
  /**
   * A model from an untyped configuration, such as an artifact's `config.json`, with first weights drawn from the
   * configuration's seed.
   *
   * @throws ModelError `invalid-option`, naming the option.
   */
  fromConfig(config: Readonly<Record<string, unknown>>, options?: BuildOptions): Model<Config>;
}

/** Combines the definition of a kind of model with the function that builds its network. */
export function defineModel<Config extends ModelConfig>(
  definition: ModelDefinition<Config>,
  network: (config: Config) => ModelNetwork,
): ModelFactory<Config> {
  const fromConfig = (
    given: Readonly<Record<string, unknown>>,
    { draw = true }: BuildOptions = {},
  ) => {
    const config = completeOptions<Config>(definition, given);
    const built = draw ? network(config) : withoutDrawing(() => network(config));
    return new Model(definition, config, built);
  };
  return Object.assign((options: GivenOptions<Config>) => fromConfig({ ...options }), {
    definition,
    fromConfig,
  });
}

/** How to recommend: the catalogue of the model's items, and {@link RecommendOptions}. */
export interface ModelRecommendOptions extends RecommendOptions {
  readonly catalogue: Catalogue;
}

/** Which items are similar, of the catalogue of the model's items. */
export interface SimilarItemsOptions {
  readonly catalogue: Catalogue;
  /** The most items, at least 1. Default 10. */
  readonly k?: number;
}

/** A model of any kind: a network with its loss and its recommendations. */
export class Model<Config extends ModelConfig = ModelConfig> implements SequenceModel {
  readonly kind: string;
  readonly query: QueryKind;
  readonly times: ReadTimes | undefined;
  readonly config: Config;
  /** See `SequenceModel.network`. Weights are read and set here. */
  readonly network: LayersModel;
  readonly #built: ModelNetwork;

  constructor({ kind, objective }: ModelDefinition<Config>, config: Config, built: ModelNetwork) {
    this.kind = kind;
    this.query = objective.query;
    this.config = config;
    this.times = built.times;
    this.network = built.network;
    this.#built = built;
  }

  get itemCount(): number {
    return this.config.itemCount;
  }

  get maxLength(): number {
    return this.config.maxLength;
  }

  itemTable(): tf.Tensor2D {
    const { items } = this.#built;
    const table = items.table() as tf.Tensor2D;
    return items instanceof ContentEmbedding ? table : tf.clone(table);
  }

  freeze(): void {
    const { items } = this.#built;
    if (items instanceof ContentEmbedding) items.freeze();
  }

  async itemContent(): Promise<ItemVectors | undefined> {
    const { items } = this.#built;
    if (!(items instanceof ContentEmbedding)) return undefined;
    const rowsOf = async (table: tf.Tensor | undefined): Promise<Float32Array | undefined> => {
      if (table === undefined) return undefined;
      const [, width = 0] = table.shape;
      const values = await table.data<'float32'>();
      return values.slice(width, (this.itemCount + 1) * width);
    };
    const [vectors, features] = [await rowsOf(items.content()), await rowsOf(items.features())];
    return { ...(vectors && { vectors }), ...(features && { features }) };
  }

  setItemContent({ vectors, features, popularity }: ItemContent): void {
    const { items } = this.#built;
    if (!(items instanceof ContentEmbedding)) {
      throw new ModelError(
        'invalid-option',
        'the model learns a vector for each item, so it takes no content of items: set itemEmbedding or featureColumns',
        { option: 'itemEmbedding' },
      );
    }
    const { contentSize, featureColumns } = items.settings;
    this.#requireSize('contentSize', vectors, contentSize);
    this.#requireSize('featureColumns', features, featureColumns);
    const indices = Array.from({ length: this.itemCount }, (_, i) => i + 1);
    const isLeftOut = (index: number) => popularity?.[index] === 0;
    items.setContent(vectors ?? new Float32Array(), indices.filter(isLeftOut));
    if (features !== undefined) items.setFeatures(features);
  }

  #requireSize(
    option: 'contentSize' | 'featureColumns',
    values: Float32Array | undefined,
    size: number,
  ): void {
    const { itemCount } = this;
    const expected = itemCount * size;
    const got = values?.length ?? 0;
    if (got === expected) return;
    const [what, has] = option === 'contentSize' ? ['content', 'has'] : ['features', 'have'];
    throw new ModelError(
      'invalid-option',
      `the ${what} of ${itemCount} items of size ${size} ${has} ${expected} values, got ${got}`,
      { option },
    );
  }

  scoreFactors(query: QueryTensors): ItemScoreFactors {
    const { hidden, table } = this.#built.encode({ ...query, training: false });
    return this.#built.output.factors(hidden, table);
  }

  /**
   * The weighted sum of the losses of the batch's labels, by the loss of the configuration. It never forms the scores
   * of the whole table, `[B, M, V + 2]`. A loss that samples needs a batch with negatives.
   *
   * Dropout applies only if a dropout source is given.
   *
   * @throws ModelError `invalid-batch` for a batch without positions whose M is not T.
   */
  loss(batch: BatchTensors, { dropout }: LossOptions = {}): tf.Scalar {
    const { ids, positions, times, targetTimes, ...targets } = batch;
    const [[, places], [, slots]] = [targets.labels.shape, ids.shape];
    if (positions === undefined && places !== slots) {
      throw new ModelError(
        'invalid-batch',
        `a batch without positions has a prediction slot for each of its ${slots} slots, got ${places}; give positions [B, M]`,
      );
    }
    return tf.tidy(() => {
      const training = dropout !== undefined;
      const encode = () => this.#built.encode({ ids, positions, times, targetTimes, training });
      const encoded = training ? withDropout(dropout, encode) : encode();
      const { itemCount, loss } = this.config;
      const { items, output } = this.#built;
      const addedBias = items instanceof ContentEmbedding ? items.lossBias() : undefined;
      return output.itemLoss(loss, { ...targets, ...encoded, itemCount, addedBias });
    });
  }

  /** The model as a scorer, which scores every item as the next one after a history. */
  scorer(options?: ModelScorerOptions): Scorer {
    return modelScorer(this, options);
  }

  /**
   * The items most likely to follow a history of external ids, oldest first.
   *
   * @example
   * await model.recommend(['tt0111161', 'tt0068646'], { catalogue, k: 5 });
   */
  recommend(
    history: readonly ExternalId[] | ExternalHistory,
    { catalogue, ...options }: ModelRecommendOptions,
  ): Promise<RecommendResult> {
    return recommend(this.scorer(), catalogue, history, options);
  }

  /** {@link recommend} for several histories, scored together; one result per history, in their order. */
  recommendBatch(
    histories: readonly (readonly ExternalId[] | ExternalHistory)[],
    { catalogue, ...options }: ModelRecommendOptions,
  ): Promise<RecommendResult[]> {
    return recommendBatch(this.scorer(), catalogue, histories, options);
  }

  /**
   * The items whose vectors have the highest cosine with that of an item, best first. The item itself is left out.
   *
   * @throws SeqrecDataError `unknown-item` for an item that the catalogue lacks.
   */
  async similarItems(
    item: ExternalId,
    { catalogue, k = 10 }: SimilarItemsOptions,
  ): Promise<Recommendation[]> {
    const resolution = catalogue.resolve(item);
    if (resolution.kind !== 'found') throw new UnusableIdsError([{ id: item, resolution }]);
    const vectors = this.itemTable();
    const table = await neighbours(vectors, this.itemCount);
    vectors.dispose();
    try {
      const { indices, scores } = await table.similar(resolution.item.index, k);
      return Array.from(indices, (index, rank): Recommendation => {
        const { id, title } = catalogue.item(index);
        const score = scores[rank] as number;
        return { item: id, index, ...(title !== undefined && { title }), score };
      });
    } finally {
      table.dispose();
    }
  }

  /** Frees the weights. The model cannot be used afterwards. */
  dispose(): void {
    this.network.dispose();
  }
}
