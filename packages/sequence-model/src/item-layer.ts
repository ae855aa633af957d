import { ContentEmbedding, ItemEmbedding } from '@org/attention';
import { tableRows } from '@org/seqrec-data/queries';
import type { layerSeeds } from './layer-seeds.js';
import { ModelError } from './model-error.js';
import type { ItemEmbeddingKind, TransformerConfig } from './transformer-options.js';

/** A layer that looks items up in an item table, `[V + 2, D]`. */
export type ItemLayer = ItemEmbedding | ContentEmbedding;

export interface ItemLayerOptions extends ReturnType<ReturnType<typeof layerSeeds>['drawn']> {
  /** The factor of the looked-up vectors, but not of the table. Default 1. */
  readonly scale?: number;
}

/** The options of a configuration that decide about the item layer. */
export type ItemLayerConfig = Pick<
  TransformerConfig,
  'itemCount' | 'hiddenSize' | 'itemEmbedding' | 'contentSize'
>;

/** The item layer that a configuration names: a learned table, or one that is computed from vectors of items. */
export function itemLayer(
  { itemCount, hiddenSize: size, itemEmbedding = 'id', contentSize }: ItemLayerConfig,
  options: ItemLayerOptions,
): ItemLayer {
  const rows = tableRows(itemCount);
  if (itemEmbedding === 'id') return new ItemEmbedding({ ...options, rows, size });
  if (contentSize === undefined) {
    throw new ModelError(
      'invalid-option',
      `itemEmbedding '${itemEmbedding}' needs contentSize, the size of the vectors of items`,
      { option: 'contentSize' },
    );
  }
  if (itemEmbedding === 'text-init' && contentSize !== size) {
    throw new ModelError(
      'invalid-option',
      `itemEmbedding 'text-init' starts from vectors as long as hiddenSize, ${size}, got contentSize ${contentSize}`,
      { option: 'contentSize' },
    );
  }
  return new ContentEmbedding({ ...options, rows, size, contentSize, use: USES[itemEmbedding] });
}

const USES = { text: 'projected', 'text-init': 'offset', 'text-add': 'added' } as const satisfies {
  readonly [Kind in Exclude<ItemEmbeddingKind, 'id'>]: string;
};
