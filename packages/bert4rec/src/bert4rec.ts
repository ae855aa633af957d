import {
  Dropout,
  LayerNormalization,
  Linear,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
} from '@org/attention';
import { PAD } from '@org/seqrec-data/queries';
import {
  defineModel,
  encodeWith,
  itemLayer,
  layerSeeds,
  type Model,
  type ModelFactory,
  type ModelNetwork,
  type TransformerConfig,
} from '@org/sequence-model';
import * as tfl from '@tensorflow/tfjs-layers';
import { bert4recDefinition } from './definition.js';

/**
 * BERT4Rec as a functional model: `[ids [B, T], positions [B, M]]` to scores `[B, M, V + 2]`, for any B, M, and any T
 * up to `maxLength`.
 *
 * A bidirectional transformer reads the whole sequence, in which MASK replaces some items. At each of the M positions
 * it scores every item as the one behind the MASK. Only those slots pass through the output layer. `ids` are
 * left-padded with PAD, which no slot attends to.
 *
 * Two things differ from the authors' code: positions count from the end, so the length of the padding does not matter,
 * and there is no token type embedding, because the authors use only one type, a constant that the position embedding
 * can learn.
 *
 * @see Sun et al. 2019, https://arxiv.org/abs/1904.06690
 */
export function bert4recNetwork(config: TransformerConfig): ModelNetwork {
  const { hiddenSize, dropout } = config;
  const { seeded, drawn } = layerSeeds(config);

  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  // Embeddings: items and positions, added and normalized.
  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const itemEmbedding = itemLayer(config, {
    ...drawn('item_embedding'),
  });
  const positionEmbedding = new PositionEmbedding({
    ...drawn('position_embedding'),
    maxLength: config.maxLength,
  });
  const [items, table] = itemEmbedding.apply(ids); // [B, T, D] and [V + 2, D]
  let x = positionEmbedding.apply(items);
  x = new LayerNormalization({ name: 'embedding_norm' }).apply(x);
  x = new Dropout({ ...seeded('embedding_dropout'), rate: dropout }).apply(x); // [B, T, D]

  // Encoder: every item attends to all others, before and after it. The last block computes only the positions, because
  // nothing reads the other slots.
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

  // Output layer: scores all items at each position.
  const transform = new Linear({
    ...drawn('head_transform'),
    units: hiddenSize,
    activation: 'gelu',
  });
  x = transform.apply(x); // [B, M, D]
  x = new LayerNormalization({ name: 'head_norm' }).apply(x);
  const output = new TiedItemScores({ name: 'item_scores' });
  const scores = output.apply([x, table]); // [B, M, V + 2]

  const inputs = [ids, positions];
  return {
    network: tfl.model({ name: 'bert4rec', inputs, outputs: scores }),
    encode: encodeWith(tfl.model({ inputs, outputs: [x, table] })),
    items: itemEmbedding,
    output,
  };
}

export type Bert4Rec = Model<TransformerConfig>;

/** Makes a BERT4Rec model. */
export const bert4rec: ModelFactory<TransformerConfig> = defineModel(
  bert4recDefinition,
  bert4recNetwork,
);
