import type { Artifact } from '@org/artifact';
import { sha256 } from '@org/files';
import {
  type Catalogue,
  encodeItemFeatures,
  fitItemFeatures,
  type ItemFeature,
  itemFeatureColumns,
  SeqrecDataError,
} from '@org/seqrec-data';
import { z } from 'zod';
import type { SettledConfiguration } from '../config/configuration.js';
import { featureSettings } from '../config/feature-options.js';
import { vectorSettings } from '../config/model-section.js';
import { catalogueVectors, type EncodeItemsOptions } from '../data/item-vectors.js';
import { CliError } from '../program/cli-error.js';

/** What a model reads of its items, and how that of further items is made. */
export interface TrainedContent {
  readonly vectors?: TrainedVectors | undefined;
  readonly features?: TrainedFeatures | undefined;
}

interface TrainedVectors {
  /** float32 `[V, C]` */
  readonly values: Float32Array;
  /** C */
  readonly size: number;
  /** The number of items without a vector. */
  readonly missing: number;
  /** The bytes of the artifact's `itemContent`. */
  readonly stored: Uint8Array;
  /** The hash of the vectors that were read or encoded. */
  readonly hash: string;
}

interface TrainedFeatures {
  /** float32 `[V, F]` */
  readonly values: Float32Array;
  /** F */
  readonly columns: number;
  /** The artifact's `itemFeatures`. */
  readonly fitted: readonly ItemFeature[];
  /** The hash of the values. */
  readonly hash: string;
}

export interface ItemContentOptions extends Omit<EncodeItemsOptions, 'cache'> {
  readonly catalogue: Catalogue;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  /** The model whose weights are continued: they read content and features that were made as it says. */
  readonly earlier?: Pick<Artifact, 'itemContent' | 'itemFeatures'> | undefined;
}

/** What the settings let the model read of its items. */
export async function itemContent(
  { model, data }: SettledConfiguration,
  { catalogue, popularity, earlier, ...options }: ItemContentOptions,
): Promise<TrainedContent> {
  const settings = vectorSettings(model);
  const { names, restSize } = featureSettings(model);
  const features =
    names === undefined
      ? undefined
      : trainedFeatures(names, { catalogue, popularity, earlier: earlier?.itemFeatures });
  if (settings === undefined) return { features };
  const found = await catalogueVectors(catalogue, settings, { ...options, cache: data.cache });
  const { vectors: given, size: width, missing, origin } = found;
  const { decodeVectorMap, encodeVectorMap, fitVectorMap, mapVectors } = await import(
    '@org/text-encoder'
  );
  const { itemEmbedding } = z.object({ itemEmbedding: z.string() }).parse(model);
  if (itemEmbedding === 'text-init' && width < restSize) {
    const less = names === undefined ? '' : ' without --item-feature-size';
    throw new CliError(
      'usage',
      `--item-embedding text-init starts from the vectors of items, which have ${width} features: --hidden-size${less} must be at most that, got ${restSize}`,
    );
  }
  const map =
    earlier?.itemContent === undefined
      ? fitVectorMap(ofTrained(given, width, popularity), {
          size: width,
          reduceTo: itemEmbedding === 'text-init' ? restSize : width,
        })
      : decodeVectorMap(earlier.itemContent, 'the content of the earlier model').map;
  if (map.mean.length !== width) {
    throw new CliError(
      'usage',
      `the earlier model read vectors of ${map.mean.length} features, and these have ${width}: use the encoder of its training`,
    );
  }
  const vectors = {
    values: mapVectors(map, given),
    size: map.size,
    missing,
    stored: encodeVectorMap(map, origin),
    hash: hashOf(given),
  };
  return { vectors, features };
}

interface FeatureOptions {
  readonly catalogue: Catalogue;
  readonly popularity: ArrayLike<number>;
  readonly earlier: readonly ItemFeature[] | undefined;
}

/** The features of a model's items, in the columns of the model whose weights are continued. */
function trainedFeatures(
  names: readonly string[],
  { catalogue: { items }, popularity, earlier }: FeatureOptions,
): TrainedFeatures {
  const counts = Array.from(popularity).slice(1);
  const fitted = namingFlags(() => earlier ?? fitItemFeatures(items, names, { counts }));
  const values = namingFlags(() => encodeItemFeatures(fitted, items));
  return { values, columns: itemFeatureColumns(fitted), fitted, hash: hashOf(values) };
}

function namingFlags<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SeqrecDataError)) throw error;
    throw new CliError('usage', `--item-features: ${error.message}`);
  }
}

function hashOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}

/** The vectors of items with events in training. */
function ofTrained(
  vectors: Float32Array,
  size: number,
  popularity: ArrayLike<number>,
): Float32Array {
  return vectors.filter((_, place) => popularity[Math.floor(place / size) + 1] !== 0);
}
