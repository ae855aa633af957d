import type { serialization } from '@tensorflow/tfjs-core';
import { AttentionError } from '../attention-error.js';
import {
  type BaseLayerOptions,
  type InitializerOptions,
  nonNegative,
  oneOf,
  positiveInteger,
} from './layer-options.js';

/**
 * How a row of the item table follows from the content of an item, c:
 *
 * - `projected`: `c @ W`. Items have no parameters of their own.
 * - `offset`: `c + d`, where d is learned for each item and `‖d‖` is at most `bound`. C is the size of the row.
 * - `added`: `e + c @ W`, where e is learned for each item.
 * - `learned`: `e`, without content. Items have features alone.
 */
export type ContentUse = 'projected' | 'offset' | 'added' | 'learned';

/**
 * How the features of an item, f, join the rest of its row, r:
 *
 * - `sum`: `r + f @ U`
 * - `concat`: `[r, f @ U]`
 */
export type ItemFusion = 'sum' | 'concat';

export interface ContentEmbeddingOptions extends BaseLayerOptions, InitializerOptions {
  /** The number of ids. The first and the last are special and have no content: their rows are learned. */
  readonly rows: number;
  /** The number of features of a row, D. */
  readonly size: number;
  /** The number of features of the content, C; 0 with `learned`. */
  readonly contentSize: number;
  readonly use: ContentUse;
  /**
   * F, the columns of the features of items, such as a column for each category and one for each number. Default 0:
   * items have no features.
   */
  readonly featureColumns?: number;
  /** Default `sum`. */
  readonly fusion?: ItemFusion;
  /** The size of `f @ U` with `concat`, E: less than D. */
  readonly featureSize?: number;
  /** The largest length of an item's own part, with `offset`. Default 0.5. */
  readonly bound?: number;
  /** The factor of the looked-up vectors, but not of the table. Default 1. */
  readonly scale?: number;
}

/** As in ArtemF42/let-it-go for rows of length 1. */
const BOUND = 0.5;

/** The options of a content embedding, with defaults in place of those left out. */
export interface ContentEmbeddingSettings
  extends Required<
    Omit<ContentEmbeddingOptions, keyof BaseLayerOptions | keyof InitializerOptions>
  > {
  /** E: D with `sum`, 0 without features. */
  readonly featureSize: number;
}

/**
 * Checks the options of the layer of this name.
 *
 * @throws AttentionError `invalid-option`.
 */
export function contentSettings(
  name: string,
  options: ContentEmbeddingOptions,
): ContentEmbeddingSettings {
  const whole = (option: 'rows' | 'size' | 'contentSize' | 'featureColumns', none = false) => {
    const value = options[option] ?? 0;
    return none && value === 0 ? 0 : positiveInteger(name, option, value);
  };
  const use = oneOf(name, 'use', ['projected', 'offset', 'added', 'learned'] as const, options.use);
  const settings: ContentEmbeddingSettings = {
    rows: whole('rows'),
    size: whole('size'),
    contentSize: whole('contentSize', use === 'learned'),
    use,
    featureColumns: whole('featureColumns', true),
    fusion: oneOf(name, 'fusion', ['sum', 'concat'] as const, options.fusion ?? 'sum'),
    featureSize: sizeOfFeatures(name, options),
    bound: nonNegative(name, 'bound', options.bound ?? BOUND),
    scale: nonNegative(name, 'scale', options.scale ?? 1),
  };
  const problem = problemOf(settings);
  if (problem !== undefined) throw new AttentionError('invalid-option', name, problem);
  return settings;
}

function sizeOfFeatures(
  name: string,
  { featureColumns = 0, fusion, size, featureSize }: ContentEmbeddingOptions,
): number {
  if (featureColumns === 0) return 0;
  return fusion === 'concat' ? positiveInteger(name, 'featureSize', featureSize as number) : size;
}

/** What does not go together, if anything. */
function problemOf(settings: ContentEmbeddingSettings): string | undefined {
  const { size, contentSize, use, featureColumns, fusion, featureSize } = settings;
  if (fusion === 'concat' && featureSize >= size) {
    return `featureSize is less than size, which is ${size}, got ${featureSize}`;
  }
  const rest = restSize(settings);
  if (use === 'offset' && contentSize !== rest) {
    return `contentSize is the size, ${rest}, where items learn an offset from their content, got ${contentSize}`;
  }
  return use === 'learned' && (contentSize !== 0 || featureColumns === 0)
    ? "with the use 'learned', contentSize is 0 and there are featureColumns"
    : undefined;
}

/** R, the size of a row without its features. */
export function restSize({ fusion, size, featureSize }: ContentEmbeddingSettings): number {
  return fusion === 'concat' ? size - featureSize : size;
}

/** The settings as a saved model has them; one without features has no such keys. */
export function contentConfig(settings: ContentEmbeddingSettings): serialization.ConfigDict {
  const { rows, size, contentSize, use, bound, scale } = settings;
  const { featureColumns, fusion, featureSize } = settings;
  const features = featureColumns > 0 ? { featureColumns, fusion, featureSize } : {};
  return { rows, size, contentSize, use, bound, scale, ...features };
}
