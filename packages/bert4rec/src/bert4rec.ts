import {
  Dropout,
  ItemEmbedding,
  LayerNormalization,
  Linear,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
  withDropout,
} from '@org/attention';
import { Random } from '@org/random';
import {
  type Catalogue,
  type ExternalId,
  PAD,
  type RecommendOptions,
  type RecommendResult,
  recommend,
  type Scorer,
  tableRows,
} from '@org/seqrec-data';
import {
  type BatchTensors,
  type LossOptions,
  type ModelScorerOptions,
  modelScorer,
  type SequenceModel,
} from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { Bert4RecError } from './bert4rec-error.js';
import { type Bert4RecConfig, type Bert4RecOptions, completeConfig } from './config.js';

/** The layers that a network is known by: the one that holds the item table, and the output layer. */
const ITEMS = 'item_embedding';
const SCORES = 'item_scores';

/**
 * BERT4Rec as a functional model: `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M, and any T
 * up to `maxLength`.
 *
 * A bidirectional transformer reads the whole sequence, in which some items are replaced by MASK, and each asked-for
 * slot scores every item as the one that stood there. Only those slots pass through the output layer. `ids` are
 * left-padded with PAD, which no slot attends to.
 *
 * It departs from the authors' code in two ways: positions are counted from the end, so that padding to another length
 * changes nothing; and there is no token type embedding, of which they only ever use one, a constant that the position
 * embedding can learn.
 *
 * @see Sun et al. 2019, https://arxiv.org/abs/1904.06690
 */
export function bert4recNetwork(config: Bert4RecConfig): tfl.LayersModel {
  const { hiddenSize, dropout, stddev } = config;
  // A stream for each layer, named by its place in the model: equal seeds give equal models.
  const seeded = (name: string) => ({ name, seed: Random.of(config.seed, name).integer(2 ** 31) });
  const drawn = (name: string) => ({ ...seeded(name), stddev });

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  // Embeddings: items and positions, added up and normalized.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const itemEmbedding = new ItemEmbedding({
    ...drawn(ITEMS),
    rows: tableRows(config.itemCount),
    size: hiddenSize,
  });
  const positionEmbedding = new PositionEmbedding({
    ...drawn('position_embedding'),
    maxLength: config.maxLength,
  });
  const [items, table] = itemEmbedding.apply(ids); // [B, T, D] and [V + 2, D]
  let x = positionEmbedding.apply(items);
  x = new LayerNormalization({ name: 'embedding_norm' }).apply(x);
  x = new Dropout({ ...seeded('embedding_dropout'), rate: dropout }).apply(x); // [B, T, D]

  // Encoder: every item looks at all others, before and after it. Behind the last block only the slots asked for are
  // of use, so it is asked for those alone.
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = new TransformerBlock({
      ...drawn(`block_${layer}`),
      heads: config.heads,
      innerSize: config.innerSize,
      activation: 'gelu',
      norm: 'post',
      dropout,
      attentionDropout: config.attentionDropout,
    });
    const last = layer === config.layers - 1;
    x = block.apply(last ? [x, mask, positions] : [x, mask]); // [B, T, D], at last [B, M, D]
  }

  // Output layer: each slot asked for is compared with all items.
  const transform = new Linear({
    ...drawn('head_transform'),
    units: hiddenSize,
    activation: 'gelu',
  });
  x = transform.apply(x); // [B, M, D]
  x = new LayerNormalization({ name: 'head_norm' }).apply(x);
  const scores = new TiedItemScores({ name: SCORES }).apply([x, table]); // [B, M, V + 2]

  return tfl.model({ name: 'bert4rec', inputs: [ids, positions], outputs: scores });
}

/** A BERT4Rec with first weights drawn from its seed. */
export function bert4rec(options: Bert4RecOptions): Bert4Rec {
  return bert4recFromConfig({ ...options });
}

/**
 * A BERT4Rec from a configuration of unchecked origin, such as an artifact's `config.json`; its weights are drawn from
 * the configuration's seed until others are loaded.
 *
 * @throws Bert4RecError `invalid-config`, naming the option.
 */
export function bert4recFromConfig(config: Readonly<Record<string, unknown>>): Bert4Rec {
  const complete = completeConfig(config);
  return new Bert4Rec(complete, bert4recNetwork(complete));
}

/** How to recommend: which catalogue the model's items are of, and {@link RecommendOptions}. */
export interface Bert4RecRecommendOptions extends RecommendOptions {
  readonly catalogue: Catalogue;
}

/** A BERT4Rec network with its loss and its way to answer. */
export class Bert4Rec implements SequenceModel {
  readonly kind = 'bert4rec';
  readonly query = 'cloze';
  readonly config: Bert4RecConfig;
  readonly network: tfl.LayersModel;
  /** The network up to its output layer: `[hidden [B, M, D], table [V + 2, D]]`. Its layers are the network's own. */
  readonly #encoder: tfl.LayersModel;
  readonly #items: ItemEmbedding;
  readonly #scores: TiedItemScores;

  /** @param network One that {@link bert4recNetwork} made of this configuration, or that was loaded from a file. */
  constructor(config: Bert4RecConfig, network: tfl.LayersModel) {
    this.config = config;
    this.network = network;
    const items = network.layers.find((layer) => layer.name === ITEMS);
    const scores = network.layers.find((layer) => layer.name === SCORES);
    if (!(items instanceof ItemEmbedding && scores instanceof TiedItemScores)) {
      throw new Bert4RecError(
        'invalid-network',
        `a BERT4Rec network has the layers '${ITEMS}' and '${SCORES}', got ${network.layers.map(({ name }) => name).join(', ')}`,
      );
    }
    this.#items = items;
    this.#scores = scores;
    const outputs = scores.input as tfl.SymbolicTensor[];
    this.#encoder = tfl.model({ inputs: network.inputs, outputs });
  }

  get itemCount(): number {
    return this.config.itemCount;
  }

  get maxLength(): number {
    return this.config.maxLength;
  }

  itemTable(): tf.Tensor2D {
    return this.#items.table() as tf.Tensor2D;
  }

  /**
   * The weighted sum of the losses of the batch's labels, of the kind that the configuration names; by default the
   * cross-entropies under a softmax over all V + 2 rows of the item table, as in the authors' code. Scores of the whole
   * table, `[B, M, V + 2]`, are never formed; a loss that samples needs a batch with negatives.
   *
   * With a dropout source it is the loss of training, without one that of the model as it serves.
   */
  loss(batch: BatchTensors, { dropout }: LossOptions = {}): tf.Scalar {
    return tf.tidy(() => {
      const { ids, positions, ...targets } = batch;
      const encode = () =>
        this.#encoder.apply([ids, positions], { training: dropout !== undefined });
      const encoded = dropout === undefined ? encode() : withDropout(dropout, encode);
      const [hidden, table] = encoded as [tf.Tensor, tf.Tensor];
      const { itemCount } = this;
      return this.#scores.itemLoss(this.config.loss, { ...targets, hidden, table, itemCount });
    });
  }

  /** The model as a scorer of histories: each gets a MASK after its newest items and is scored there. */
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
    history: readonly ExternalId[],
    { catalogue, ...options }: Bert4RecRecommendOptions,
  ): Promise<RecommendResult> {
    return recommend(this.scorer(), catalogue, history, options);
  }

  /** Frees the weights; the model is of no use afterwards. */
  dispose(): void {
    this.network.dispose();
  }
}
