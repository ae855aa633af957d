import { ContentEmbedding, ItemEmbedding } from '@org/attention';
import { tableRows } from '@org/seqrec-data/queries';
import type { layerSeeds } from './layer-seeds.js';
import { ModelError } from './model-error.js';
import {
  type ItemEmbeddingKind,
  itemVectorParts,
  type TransformerConfig,
} from './transformer-options.js';

/** A layer that looks items up in an item table, `[V + 2, D]`. */
export type ItemLayer = ItemEmbedding | ContentEmbedding;

export interface ItemLayerOptions extends ReturnType<ReturnType<typeof layerSeeds>['drawn']> {
  /** The factor of the looked-up vectors, but not of the table. Default 1. */
  readonly scale?: number;
}

/** The options of a configuration that decide about the item layer. */
export type ItemLayerConfig = Pick<
  TransformerConfig,
  | 'itemCount'
  | 'hiddenSize'
  | 'itemEmbedding'
  | 'contentSize'
  | 'featureColumns'
  | 'itemFusion'
  | 'itemFeatureSize'
>;

/** The item layer that a configuration names: a learned table, or one that is computed from vectors of items. */
export function itemLayer(config: ItemLayerConfig, options: ItemLayerOptions): ItemLayer {
  const { itemCount, hiddenSize: size, itemEmbedding = 'id', contentSize } = config;
  const { featureColumns = 0, itemFusion: fusion = 'sum' } = config;
  const rows = tableRows(itemCount);
  const { rest, features: featureSize } = itemVectorParts(config, featureColumns > 0);
  const features = featureColumns > 0 ? { featureColumns, fusion, featureSize } : {};
  const use = USES[itemEmbedding];
  const given = { ...options, rows, size, use, ...features };
  if (use === 'learned') {
    return featureColumns === 0
      ? new ItemEmbedding({ ...options, rows, size })
      : new ContentEmbedding({ ...given, contentSize: 0 });
  }
  if (contentSize === undefined) {
    throw new ModelError(
      'invalid-option',
      `itemEmbedding '${itemEmbedding}' needs contentSize, the size of the vectors of items`,
      { option: 'contentSize' },
    );
  }
  if (itemEmbedding === 'text-init' && contentSize !== rest) {
    const length = rest === size ? 'hiddenSize' : 'hiddenSize without itemFeatureSize';
    throw new ModelError(
      'invalid-option',
      `itemEmbedding 'text-init' starts from vectors as long as ${length}, ${rest}, got contentSize ${contentSize}`,
      { option: 'contentSize' },
    );
  }
  return new ContentEmbedding({ ...given, contentSize });
}

const USES = {
  id: 'learned',
  text: 'projected',
  'text-init': 'offset',
  'text-add': 'added',
} as const satisfies Readonly<Record<ItemEmbeddingKind, string>>;
