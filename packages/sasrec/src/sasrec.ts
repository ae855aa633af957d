import {
  Dropout,
  LayerNormalization,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TimeBuckets,
  TransformerBlock,
} from '@org/attention';
import { PAD } from '@org/seqrec-data/queries';
import {
  defineModel,
  itemLayer,
  layerSeeds,
  type Model,
  ModelError,
  type ModelFactory,
  type ModelNetwork,
  readTimes,
  timeInputs,
  timeNames,
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

/** The block of BSARec (Shin et al. 2024), with its values for Beauty. */
function bsarecBlock({ maxLength, filterShare = 0.7, filterFrequencies = 3 }: SasRecConfig) {
  return {
    activation: 'gelu',
    norm: 'post',
    filterShare,
    filterFrequencies,
    filterLength: maxLength,
  } as const;
}

/** @throws ModelError `invalid-option` for an option of a filter with blocks that have none. */
function blockOptions(config: SasRecConfig) {
  const unused = (['filterShare', 'filterFrequencies'] as const).find(
    (name) => config.block !== 'bsarec' && config[name] !== undefined,
  );
  if (unused !== undefined) {
    throw new ModelError('invalid-option', `${unused} needs the block bsarec`, { option: unused });
  }
  switch (config.block) {
    case 'ligr':
      return ligrBlock;
    case 'bsarec':
      return bsarecBlock(config);
    default:
      return sasrecBlock;
  }
}

/**
 * SASRec as a functional model: `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M, and any T up
 * to `maxLength`. With `timeBuckets` it has one more input, `times [B, T]`, with `targetTime` two, also `targetTimes`.
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
 * With `block: 'bsarec'` the first sublayer is attention mixed with a low-pass filter, and normalizations come after
 * residual sums. The published filter (https://arxiv.org/abs/2312.10325) is a Fourier transform of the whole sequence, in
 * which a slot sees later ones; so its authors train on one target per prefix. Here each slot is filtered as the newest slot
 * of its own prefix, by a fixed matrix, and one row trains all its targets. The newest slot of the first block is as
 * published; later blocks read slots that differ, because their own prefixes are shorter. Embeddings are as in SASRec, not
 * normalized, and padding is zeros.
 *
 * With `timeBuckets`, attention adds a bias by the time between two events, as in HSTU. TiSASRec (Li et al. 2020) instead
 * adds vectors of clipped intervals, relative to the user's shortest one, to keys and values.
 *
 * @see Kang & McAuley 2018, https://arxiv.org/abs/1808.09781
 */
export function sasrecNetwork(config: SasRecConfig): ModelNetwork {
  const { hiddenSize, dropout } = config;
  const { seeded, drawn } = layerSeeds(config);
  const timeBuckets = config.timeBuckets ?? 0;
  const read = readTimes(config);

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]
  const clocks = timeNames(read).map((name) => tfl.input({ name, shape: [null], dtype: 'int32' })); // [B, T]

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

  // Which bucket the time between two slots is in, the same for all blocks.
  const buckets =
    clocks.length === 0
      ? []
      : [new TimeBuckets({ name: 'time_buckets', count: timeBuckets }).apply(clocks)]; // [B, T, T]

  // Blocks: every item attends to those before it.
  const blockOf = (layer: number) =>
    new TransformerBlock({
      ...drawn(`block_${layer}`),
      heads: config.heads,
      innerSize: config.innerSize,
      causal: true,
      dropout,
      innerDropout: dropout,
      timeBuckets,
      ...blockOptions(config),
      attentionDropout: config.attentionDropout,
      epsilon: EPSILON,
    });
  for (let layer = 0; layer < config.layers - 1; layer += 1) {
    x = blockOf(layer).apply([x, mask, ...buckets]); // [B, T, D]
  }
  // The last block computes only the positions, because nothing reads the other slots.
  const lastBlock = blockOf(config.layers - 1);
  const norm = new LayerNormalization({ name: 'final_norm', epsilon: EPSILON });
  const hidden = norm.apply(lastBlock.apply([x, mask, ...buckets, positions])); // [B, M, D]

  // Output layer: scores all items at each position.
  const output = new TiedItemScores({ name: 'item_scores', useBias: false });
  const scores = output.apply([hidden, table]); // [B, M, V + 2]

  const body = tfl.model({ inputs: [ids, ...clocks], outputs: [x, mask, ...buckets, table] });
  return {
    network: tfl.model({ name: 'sasrec', inputs: [ids, positions, ...clocks], outputs: scores }),
    /** Training scores every slot: the last block then needs no gather. */
    encode({ ids, positions, training, ...batch }) {
      const outputs = body.apply([ids, ...timeInputs(read, batch)], { training }) as tf.Tensor[];
      const inputs = outputs.slice(0, -1);
      const asked = positions === undefined ? inputs : [...inputs, positions];
      const hidden = norm.apply(lastBlock.apply(asked, { training }));
      return { hidden, table: outputs.at(-1) as tf.Tensor };
    },
    times: read,
    items: itemEmbedding,
    output,
  };
}

export type SasRec = Model<SasRecConfig>;

/** Makes a SASRec model. */
export const sasrec: ModelFactory<SasRecConfig> = defineModel(sasrecDefinition, sasrecNetwork);
