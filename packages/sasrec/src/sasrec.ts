import {
  Dropout,
  LayerNormalization,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
} from '@org/attention';
import { PAD } from '@org/seqrec-data/queries';
import {
  defineModel,
  itemLayer,
  layerSeeds,
  type Model,
  type ModelFactory,
  type ModelNetwork,
} from '@org/sequence-model';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type SasRecConfig, sasrecDefinition } from './definition.js';

/** The epsilon of layer normalization in the authors' code. */
const EPSILON = 1e-8;

/** SASRec's own block. */
const sasrecBlock = { activation: 'relu', norm: 'query', attentionOutputDropout: 0 } as const;

/** The block of LiGR (Borisyuk et al. 2025), which eSASRec takes (Tikhonovich et al. 2025). */
const ligrBlock = { activation: 'swiglu', norm: 'pre', gated: true } as const;

/**
 * SASRec as a functional model: `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M, and any T up
 * to `maxLength`.
 *
 * A causal transformer: each slot attends to itself and to earlier slots, and scores every item as the one that comes
 * next. Inputs and scores share the item vectors. `ids` are left-padded with PAD, which no slot attends to.
 *
 * Where the paper and its authors' code differ, this follows the code (https://github.com/kang205/SASRec), which gave
 * the published numbers: a block normalizes the queries but not the keys and values, its residual connections add the
 * normalized values, and attention's output has no dropout. One thing differs, as in most later work
 * (https://github.com/pmixer/SASRec.pytorch): attention has an output projection.
 *
 * With `block: 'ligr'` the blocks are those of eSASRec (https://arxiv.org/abs/2508.06450): normalized before each sublayer,
 * a gate for each sublayer's output, and SwiGLU in the feed-forward networks.
 *
 * @see Kang & McAuley 2018, https://arxiv.org/abs/1808.09781
 */
export function sasrecNetwork(config: SasRecConfig): ModelNetwork {
  const { hiddenSize, dropout } = config;
  const { seeded, drawn } = layerSeeds(config);

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  // Embeddings: item vectors times √D, plus positions.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const itemEmbedding = itemLayer(config, {
    ...drawn('item_embedding'),
    scale: Math.sqrt(hiddenSize),
  });
  const positionEmbedding = new PositionEmbedding({
    ...drawn('position_embedding'),
    maxLength: config.maxLength,
  });
  const [items, table] = itemEmbedding.apply(ids); // [B, T, D] and [V + 2, D]
  let x = positionEmbedding.apply(items);
  x = new Dropout({ ...seeded('embedding_dropout'), rate: dropout }).apply(x); // [B, T, D]

  // Blocks: every item attends to those before it.
  const blockOf = (layer: number) =>
    new TransformerBlock({
      ...drawn(`block_${layer}`),
      heads: config.heads,
      innerSize: config.innerSize,
      causal: true,
      dropout,
      innerDropout: dropout,
      ...(config.block === 'ligr' ? ligrBlock : sasrecBlock),
      attentionDropout: config.attentionDropout,
      epsilon: EPSILON,
    });
  for (let layer = 0; layer < config.layers - 1; layer += 1) {
    x = blockOf(layer).apply([x, mask]); // [B, T, D]
  }
  // The last block computes only the positions, because nothing reads the other slots.
  const lastBlock = blockOf(config.layers - 1);
  const norm = new LayerNormalization({ name: 'final_norm', epsilon: EPSILON });
  const hidden = norm.apply(lastBlock.apply([x, mask, positions])); // [B, M, D]

  // Output layer: scores all items at each position.
  const output = new TiedItemScores({ name: 'item_scores', useBias: false });
  const scores = output.apply([hidden, table]); // [B, M, V + 2]

  const body = tfl.model({ inputs: ids, outputs: [x, mask, table] });
  return {
    network: tfl.model({ name: 'sasrec', inputs: [ids, positions], outputs: scores }),
    /** Training scores every slot: the last block then needs no gather. */
    encode({ ids, positions, training }) {
      const [x, mask, table] = body.apply(ids, { training }) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs = positions === undefined ? [x, mask] : [x, mask, positions];
      return { hidden: norm.apply(lastBlock.apply(inputs, { training })), table };
    },
    items: itemEmbedding,
    output,
  };
}

export type SasRec = Model<SasRecConfig>;

/** Makes a SASRec model. */
export const sasrec: ModelFactory<SasRecConfig> = defineModel(sasrecDefinition, sasrecNetwork);
