import {
  Dropout,
  ItemEmbedding,
  LayerNormalization,
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
import { completeConfig, type SasRecConfig, type SasRecOptions } from './config.js';
import { SasRecError } from './sasrec-error.js';

/** The layers that a network is known by: the item table, the last normalization and the output layer. */
const ITEMS = 'item_embedding';
const NORM = 'final_norm';
const SCORES = 'item_scores';

const blockName = (layer: number) => `block_${layer}`;

/** The authors'. */
const EPSILON = 1e-8;

/**
 * SASRec as a functional model: `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M, and any T up
 * to `maxLength`.
 *
 * A causal transformer: each slot sees itself and what came before, and scores every item as the one that comes next.
 * Items are compared with the very vectors that they are read by. `ids` are left-padded with PAD, which no slot attends
 * to.
 *
 * Where the paper and its authors' code differ this follows the code (https://github.com/kang205/SASRec), which gave
 * the published numbers: a block normalizes the queries but neither keys nor values, its residual sums start from what
 * is normalized, and attention's output has no dropout. With most later work (https://github.com/pmixer/SASRec.pytorch)
 * it departs in one way: attention has an output projection.
 *
 * @see Kang & McAuley 2018, https://arxiv.org/abs/1808.09781
 */
export function sasrecNetwork(config: SasRecConfig): tfl.LayersModel {
  const { hiddenSize, dropout, attentionDropout, stddev } = config;
  // A stream for each layer, named by its place in the model: equal seeds give equal models.
  const seeded = (name: string) => ({ name, seed: Random.of(config.seed, name).integer(2 ** 31) });
  const drawn = (name: string) => ({ ...seeded(name), stddev });

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  // Embeddings: items, scaled so that they weigh as much as all their features together, and positions.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const itemEmbedding = new ItemEmbedding({
    ...drawn(ITEMS),
    rows: tableRows(config.itemCount),
    size: hiddenSize,
    scale: Math.sqrt(hiddenSize),
  });
  const positionEmbedding = new PositionEmbedding({
    ...drawn('position_embedding'),
    maxLength: config.maxLength,
  });
  const [items, table] = itemEmbedding.apply(ids); // [B, T, D] and [V + 2, D]
  let x = positionEmbedding.apply(items);
  x = new Dropout({ ...seeded('embedding_dropout'), rate: dropout }).apply(x); // [B, T, D]

  // Blocks: every item looks at those before it. Behind the last one only the slots asked for are of use, so it is
  // asked for those alone.
  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = new TransformerBlock({
      ...drawn(blockName(layer)),
      heads: config.heads,
      innerSize: config.innerSize,
      activation: 'relu',
      norm: 'query',
      causal: true,
      dropout,
      attentionOutputDropout: 0,
      innerDropout: dropout,
      attentionDropout,
      epsilon: EPSILON,
    });
    const last = layer === config.layers - 1;
    x = block.apply(last ? [x, mask, positions] : [x, mask]); // [B, T, D], at last [B, M, D]
  }
  x = new LayerNormalization({ name: NORM, epsilon: EPSILON }).apply(x);

  // Output layer: each slot asked for is compared with all items.
  const scores = new TiedItemScores({ name: SCORES, useBias: false }).apply([x, table]); // [B, M, V + 2]

  return tfl.model({ name: 'sasrec', inputs: [ids, positions], outputs: scores });
}

/** A SASRec with first weights drawn from its seed. */
export function sasrec(options: SasRecOptions): SasRec {
  return sasrecFromConfig({ ...options });
}

/**
 * A SASRec from a configuration of unchecked origin, such as an artifact's `config.json`; its weights are drawn from the
 * configuration's seed until others are loaded.
 *
 * @throws SasRecError `invalid-config`, naming the option.
 */
export function sasrecFromConfig(config: Readonly<Record<string, unknown>>): SasRec {
  const complete = completeConfig(config);
  return new SasRec(complete, sasrecNetwork(complete));
}

/** How to recommend: which catalogue the model's items are of, and {@link RecommendOptions}. */
export interface SasRecRecommendOptions extends RecommendOptions {
  readonly catalogue: Catalogue;
}

/** A SASRec network with its loss and its way to answer. */
export class SasRec implements SequenceModel {
  readonly kind = 'sasrec';
  readonly query = 'next-item';
  readonly config: SasRecConfig;
  readonly network: tfl.LayersModel;
  /** The network up to its last block, ids `[B, T]` to `[x [B, T, D], mask, table [V + 2, D]]`; the same layers. */
  readonly #body: tfl.LayersModel;
  readonly #items: ItemEmbedding;
  readonly #lastBlock: TransformerBlock;
  readonly #norm: LayerNormalization;
  readonly #scores: TiedItemScores;

  /** @param network One that {@link sasrecNetwork} made of this configuration, or that was loaded from a file. */
  constructor(config: SasRecConfig, network: tfl.LayersModel) {
    this.config = config;
    this.network = network;
    const layerOf = (name: string) => network.layers.find((layer) => layer.name === name);
    const [items, norm, scores] = [layerOf(ITEMS), layerOf(NORM), layerOf(SCORES)];
    const lastBlock = layerOf(blockName(config.layers - 1));
    if (
      !(items instanceof ItemEmbedding) ||
      !(lastBlock instanceof TransformerBlock) ||
      !(norm instanceof LayerNormalization) ||
      !(scores instanceof TiedItemScores)
    ) {
      throw new SasRecError(
        'invalid-network',
        `a SASRec network of ${config.layers} layers has the layers '${ITEMS}', '${blockName(config.layers - 1)}', '${NORM}' and '${SCORES}', got ${network.layers.map(({ name }) => name).join(', ')}`,
      );
    }
    this.#items = items;
    this.#lastBlock = lastBlock;
    this.#norm = norm;
    this.#scores = scores;
    const [ids] = network.inputs as [tfl.SymbolicTensor];
    const [x, mask] = lastBlock.input as [tfl.SymbolicTensor, tfl.SymbolicTensor];
    const [, table] = scores.input as [tfl.SymbolicTensor, tfl.SymbolicTensor];
    this.#body = tfl.model({ inputs: ids, outputs: [x, mask, table] });
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
   * The weighted sum of the losses of the batch's labels, of the kind that the configuration names. Scores of the whole
   * table, `[B, M, V + 2]`, are never formed; a loss that samples needs a batch with negatives.
   *
   * A batch with as many places as slots is taken as one of the next-item objective, in which place m is slot m; its
   * positions are not looked at. With a dropout source it is the loss of training, without one that of the model as it
   * serves.
   */
  loss(batch: BatchTensors, { dropout }: LossOptions = {}): tf.Scalar {
    return tf.tidy(() => {
      const { ids, positions, ...targets } = batch;
      const training = { training: dropout !== undefined };
      const encode = () => {
        const body = this.#body.apply(ids, training);
        const [x, mask, table] = body as [tf.Tensor, tf.Tensor, tf.Tensor];
        const ofAll = positions.shape[1] === ids.shape[1];
        const inputs = ofAll ? [x, mask] : [x, mask, positions];
        return { hidden: this.#norm.apply(this.#lastBlock.apply(inputs, training)), table };
      };
      const { hidden, table } = dropout === undefined ? encode() : withDropout(dropout, encode);
      const { itemCount } = this;
      return this.#scores.itemLoss(this.config.loss, { ...targets, hidden, table, itemCount });
    });
  }

  /** The model as a scorer of histories: each is scored at its newest item. */
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
    { catalogue, ...options }: SasRecRecommendOptions,
  ): Promise<RecommendResult> {
    return recommend(this.scorer(), catalogue, history, options);
  }

  /** Frees the weights; the model is of no use afterwards. */
  dispose(): void {
    this.network.dispose();
  }
}
