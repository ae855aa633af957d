import {
  ItemEmbedding,
  LayerNormalization,
  PositionEmbedding,
  TransformerBlock,
} from '@org/attention';
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import type { BertConfig } from './bert-config.js';

/** The layers of a BERT model that have weights. */
export interface BertLayers {
  readonly tokens: ItemEmbedding;
  readonly positions: PositionEmbedding;
  readonly norm: LayerNormalization;
  readonly blocks: readonly TransformerBlock[];
}

export interface BertNetwork extends BertLayers {
  /** ids int32 `[B, T]` and additive mask `[B, 1, 1, T]` to all hidden states, L + 1 of `[B, T, D]`. */
  readonly model: LayersModel;
}

/**
 * BERT's encoder (Devlin et al. 2018), with all weights 0 until they are loaded. Texts are padded on the right. Every text is
 * one segment, so the segment's vector is part of the position table.
 *
 * @see https://arxiv.org/abs/1810.04805
 */
export function bertNetwork(config: BertConfig): BertNetwork {
  const { vocabulary, hiddenSize, layers, heads, innerSize, positions, epsilon } = config;
  // The weights are loaded, so nothing is drawn.
  const unset = { seed: 0, stddev: 0 } as const;
  const parts: BertLayers = {
    tokens: new ItemEmbedding({ name: 'tokens', rows: vocabulary, size: hiddenSize, ...unset }),
    positions: new PositionEmbedding({
      name: 'positions',
      maxLength: positions,
      countFrom: 'start',
      ...unset,
    }),
    norm: new LayerNormalization({ name: 'embeddings_norm', epsilon }),
    blocks: Array.from(
      { length: layers },
      (_, layer) =>
        new TransformerBlock({
          name: `block_${layer}`,
          heads,
          innerSize,
          activation: config.activation,
          epsilon,
          ...unset,
        }),
    ),
  };

  const ids = input({ shape: [null], dtype: 'int32', name: 'ids' }); // [B, T]
  const mask = input({ shape: [1, 1, null], name: 'mask' }); // [B, 1, 1, T]
  const [tokens] = parts.tokens.apply(ids); // [B, T, D]
  const states = [parts.norm.apply(parts.positions.apply(tokens))];
  for (const block of parts.blocks) {
    const [below] = states.slice(-1);
    if (below !== undefined) states.push(block.apply([below, mask]));
  }
  return { ...parts, model: model({ inputs: [ids, mask], outputs: states }) };
}
