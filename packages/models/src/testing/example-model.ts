import {
  Dropout,
  LayerNormalization,
  PaddingMask,
  PositionEmbedding,
  TiedItemScores,
  TransformerBlock,
} from '@org/attention';
import { PAD } from '@org/seqrec-data';
import {
  defineModel,
  encodeWith,
  itemLayer,
  layerSeeds,
  type ModelDefinition,
  type ModelFactory,
  type ModelNetwork,
  nextItem,
  type TransformerConfig,
  transformerOptions,
} from '@org/sequence-model';
import * as tfl from '@tensorflow/tfjs-layers';

/** The example of CONTRIBUTING.md: a causal transformer with normalization before each sublayer, as in GPT-2. */
export const gptrecDefinition: ModelDefinition<TransformerConfig> = {
  kind: 'gptrec',
  title: 'GPTRec',
  options: { ...transformerOptions, layers: { ...transformerOptions.layers, default: 3 } },
  objective: nextItem,
};

function gptrecNetwork(config: TransformerConfig): ModelNetwork {
  const { seeded, drawn } = layerSeeds(config);
  const ids = tfl.input({ name: 'ids', shape: [null], dtype: 'int32' }); // [B, T]
  const positions = tfl.input({ name: 'positions', shape: [null], dtype: 'int32' }); // [B, M]

  const mask = new PaddingMask({ name: 'padding_mask', pad: PAD }).apply(ids); // [B, 1, 1, T]
  const embedding = itemLayer(config, drawn('items'));
  const [items, table] = embedding.apply(ids); // [B, T, D] and [V + 2, D]
  const place = new PositionEmbedding({ ...drawn('places'), maxLength: config.maxLength });
  let x = place.apply(items); // [B, T, D]
  x = new Dropout({ ...seeded('dropout'), rate: config.dropout }).apply(x);

  for (let layer = 0; layer < config.layers; layer += 1) {
    const block = new TransformerBlock({
      ...drawn(`block_${layer}`),
      heads: config.heads,
      innerSize: config.innerSize,
      norm: 'pre',
      causal: true,
      dropout: config.dropout,
      attentionDropout: config.attentionDropout,
    });
    const last = layer === config.layers - 1;
    x = block.apply(last ? [x, mask, positions] : [x, mask]); // [B, T, D], at last [B, M, D]
  }
  x = new LayerNormalization({ name: 'norm' }).apply(x);
  const output = new TiedItemScores({ name: 'scores', useBias: false });
  const scores = output.apply([x, table]); // [B, M, V + 2]

  const inputs = [ids, positions];
  return {
    network: tfl.model({ name: 'gptrec', inputs, outputs: scores }),
    encode: encodeWith(tfl.model({ inputs, outputs: [x, table] })),
    items: embedding,
    output,
  };
}

export const gptrec: ModelFactory<TransformerConfig> = defineModel(gptrecDefinition, gptrecNetwork);
