import { sha256 } from '@org/files';
import type { Catalogue } from '@org/seqrec-data';
import { z } from 'zod';
import type { SettledConfiguration } from '../config/configuration.js';
import { vectorSettings } from '../config/model-section.js';
import { catalogueVectors, type EncodeItemsOptions } from '../data/item-vectors.js';
import { CliError } from '../program/cli-error.js';

/** The content of the items of a model, and how that of further items is made. */
export interface TrainedContent {
  /** float32 `[V, C]` */
  readonly vectors: Float32Array;
  /** C */
  readonly size: number;
  /** The number of items without a vector. */
  readonly missing: number;
  /** The bytes of the artifact's `itemContent`. */
  readonly stored: Uint8Array;
  /** The hash of the vectors that were read or encoded. */
  readonly hash: string;
}

export interface ItemContentOptions extends Omit<EncodeItemsOptions, 'cache'> {
  readonly catalogue: Catalogue;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  /** The `itemContent` of the model whose weights are continued: they read content that was made as it says. */
  readonly earlier?: Uint8Array | undefined;
}

/** The content of the items that the settings ask for; undefined if the model learns a vector for each item. */
export async function itemContent(
  { model, data }: SettledConfiguration,
  { catalogue, popularity, earlier, ...options }: ItemContentOptions,
): Promise<TrainedContent | undefined> {
  const settings = vectorSettings(model);
  if (settings === undefined) return undefined;
  const found = await catalogueVectors(catalogue, settings, { ...options, cache: data.cache });
  const { vectors: given, size: width, missing, origin } = found;
  const { decodeVectorMap, encodeVectorMap, fitVectorMap, mapVectors } = await import(
    '@org/text-encoder'
  );
  const { hiddenSize, itemEmbedding } = z
    .object({ hiddenSize: z.number(), itemEmbedding: z.string() })
    .parse(model);
  if (itemEmbedding === 'text-init' && width < hiddenSize) {
    throw new CliError(
      'usage',
      `--item-embedding text-init starts from the vectors of items, which have ${width} features: --hidden-size must be at most that, got ${hiddenSize}`,
    );
  }
  const map =
    earlier === undefined
      ? fitVectorMap(ofTrained(given, width, popularity), {
          size: width,
          reduceTo: itemEmbedding === 'text-init' ? hiddenSize : width,
        })
      : decodeVectorMap(earlier, 'the content of the earlier model').map;
  if (map.mean.length !== width) {
    throw new CliError(
      'usage',
      `the earlier model read vectors of ${map.mean.length} features, and these have ${width}: use the encoder of its training`,
    );
  }
  return {
    vectors: mapVectors(map, given),
    size: map.size,
    missing,
    stored: encodeVectorMap(map, origin),
    hash: sha256(new Uint8Array(given.buffer, given.byteOffset, given.byteLength)),
  };
}

/** The vectors of items with events in training. */
function ofTrained(
  vectors: Float32Array,
  size: number,
  popularity: ArrayLike<number>,
): Float32Array {
  return vectors.filter((_, place) => popularity[Math.floor(place / size) + 1] !== 0);
}
