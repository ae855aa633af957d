import {
  Dropout,
  HstuBlock,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TimeBuckets,
} from '@org/attention';
import { PAD } from '@org/seqrec-data/queries';
import {
  defineModel,
  itemLayer,
  layerSeeds,
  type Model,
  type ModelFactory,
  type ModelNetwork,
  readTimes,
  timeInputs,
  timeNames,
} from '@org/sequence-model';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { type HstuConfig, hstuDefinition } from './definition.js';

/**
 * HSTU as a functional model: `[ids [B, T], positions [B, M], times [B, T]]` to scores `[B, M, V + 2]`, for any B, M, and
 * any T up to `maxLength`. With `timeBuckets` 0 it has no input `times`, with `targetTime` one more, `targetTimes [B, T]`.
 *
 * A causal model: each slot attends to itself and to earlier slots, by weights without a softmax, and scores every item
 * as the one that comes next. Scores are cosines of hidden states and item vectors, divided by the temperature. `ids`
 * are left-padded with PAD, which no slot attends to.
 *
 * It follows the authors' code (https://github.com/meta-recsys/generative-recommenders), whose slots always know the
 * time of the event that they predict; here this is the option `targetTime`. Without it, a query has the time of its own
 * event.
 *
 * @see Zhai et al. 2024, https://arxiv.org/abs/2402.17152
 */
export function hstuNetwork(config: HstuConfig): ModelNetwork {
  const { hiddenSize, maxLength, layers } = config;
  const { seeded, drawn } = layerSeeds(config);
  const times = readTimes(config);

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]
  const clocks = timeNames(times).map((name) => tfl.input({ name, shape: [null], dtype: 'int32' })); // [B, T]

  // Embeddings: item vectors times √D, plus positions.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const itemEmbedding = itemLayer(config, {
    ...drawn('item_embedding'),
    scale: Math.sqrt(hiddenSize),
  });
  const positionEmbedding = new PositionEmbedding({ ...drawn('position_embedding'), maxLength });
  const [items, table] = itemEmbedding.apply(ids); // [B, T, D] and [V + 2, D]
  let x = positionEmbedding.apply(items);
  x = new Dropout({ ...seeded('embedding_dropout'), rate: config.dropout }).apply(x); // [B, T, D]

  // Which bucket the time between two slots is in, the same for all blocks.
  const buckets =
    clocks.length === 0
      ? []
      : [new TimeBuckets({ name: 'time_buckets', count: config.timeBuckets }).apply(clocks)]; // [B, T, T]

  // Blocks: every item attends to those before it.
  const blockOf = (layer: number) =>
    new HstuBlock({
      ...drawn(`block_${layer}`),
      heads: config.heads,
      maxLength,
      timeBuckets: config.timeBuckets,
      dropout: config.dropout,
      attentionDropout: config.attentionDropout,
    });
  for (let layer = 0; layer < layers - 1; layer += 1) {
    x = blockOf(layer).apply([x, mask, ...buckets]); // [B, T, D]
  }
  // The last block computes only the positions, because nothing reads the other slots.
  const lastBlock = blockOf(layers - 1);
  const hidden = lastBlock.apply([x, mask, ...buckets, positions]); // [B, M, D]

  // Output layer: the cosine of every item at each position.
  const output = new TiedItemScores({
    name: 'item_scores',
    useBias: false,
    temperature: config.temperature,
  });
  const scores = output.apply([hidden, table]); // [B, M, V + 2]

  const body = tfl.model({ inputs: [ids, ...clocks], outputs: [x, mask, ...buckets, table] });
  return {
    network: tfl.model({ name: 'hstu', inputs: [ids, positions, ...clocks], outputs: scores }),
    /** Training scores every slot: the last block then needs no gather. */
    encode({ ids, positions, training, ...batch }) {
      const outputs = body.apply([ids, ...timeInputs(times, batch)], { training }) as tf.Tensor[];
      const inputs = outputs.slice(0, -1);
      const asked = positions === undefined ? inputs : [...inputs, positions];
      return { hidden: lastBlock.apply(asked, { training }), table: outputs.at(-1) as tf.Tensor };
    },
    times,
    items: itemEmbedding,
    output,
  };
}

export type Hstu = Model<HstuConfig>;

/** Makes an HSTU model. */
export const hstu: ModelFactory<HstuConfig> = defineModel(hstuDefinition, hstuNetwork);
