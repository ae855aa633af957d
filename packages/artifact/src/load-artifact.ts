import { join } from 'node:path';
import {
  Catalogue,
  type CatalogueItems,
  type ItemFeature,
  parseCatalogue,
  parseItemFeatures,
  parseUntrainedItems,
  UNTRAINED_ITEMS_FILE,
  type UntrainedItem,
} from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import {
  type ArtifactConfig,
  ITEM_CONTENT_FILE,
  ITEM_FEATURES_FILE,
  ITEMS_FILE,
  METRICS_FILE,
  POPULARITY_FILE,
  readArtifactConfig,
  WEIGHTS_FILE,
} from './artifact-config.js';
import { readHashed } from './artifact-files.js';
import { ArtifactError } from './error.js';
import { decodeWeights, MODEL_FILE } from './layers-model-files.js';
import type { SavableModel } from './save-artifact.js';

type Json = Readonly<Record<string, unknown>>;

/** Builds a model of one kind from its configuration; the weights are set afterwards, so that none need be drawn. */
export type ModelBuilder<Built extends SavableModel = SequenceModel> = (
  config: Json,
  options: { readonly draw: false },
) => Built | Promise<Built>;

/** `Built` is the type of the models that the builders of {@link LoadArtifactOptions} make. */
export interface Artifact<Built extends SavableModel = SequenceModel> {
  readonly directory: string;
  readonly config: ArtifactConfig;
  readonly model: Built;
  readonly catalogue: Catalogue;
  /** Training counts by item index, length V + 1. */
  readonly popularity: Float64Array;
  readonly metrics: Json;
  /** How the content of further items is made, if the artifact says. */
  readonly itemContent?: Uint8Array;
  /** The features of items that the model reads, if it reads some. */
  readonly itemFeatures?: readonly ItemFeature[];
  /** The files that only models of this kind have, by name. */
  readonly parts: Readonly<Record<string, Uint8Array>>;
}

export interface LoadArtifactOptions<Built extends SavableModel = SequenceModel> {
  /**
   * How to build each kind of model that may be met, by its name: `modelBuilders` of `@org/models`, or your own.
   *
   * @example
   * { kinds: { bert4rec: bert4rec.fromConfig } }
   */
  readonly kinds: Readonly<Record<string, ModelBuilder<Built>>>;
  /**
   * Makes the items of the catalogue of the bytes of `items.jsonl`, whose hash was checked; `file` names them in errors.
   * Default: a list of objects, which takes seconds and hundreds of megabytes for a million items.
   */
  readonly readItems?: (lines: Uint8Array, file: string) => CatalogueItems;
}

/**
 * Reads an artifact: the model is built by its kind's builder and given its weights. Each file is read once, and what
 * was hashed is what is used.
 *
 * @throws FileError `missing`, `not-json`, `version`; ArtifactError `corrupt` when files are damaged or do not fit each
 * other, `not-finite` for weights that are NaN or infinite, `unknown-kind` when `kinds` lacks the model's.
 */
export async function loadArtifact<Built extends SavableModel = SequenceModel>(
  directory: string,
  { kinds, readItems }: LoadArtifactOptions<Built>,
): Promise<Artifact<Built>> {
  const config = await readArtifactConfig(directory);
  const build = Object.hasOwn(kinds, config.kind) ? kinds[config.kind] : undefined;
  if (build === undefined) {
    throw new ArtifactError(
      'unknown-kind',
      `${directory} holds a model of kind '${config.kind}', known here: ${Object.keys(kinds).join(', ')}`,
      { file: directory },
    );
  }
  const topology = await readHashed(directory, MODEL_FILE, config);
  const weights = await readHashed(directory, WEIGHTS_FILE, config);
  const lines = await readHashed(directory, ITEMS_FILE, config);
  const itemsFile = join(directory, ITEMS_FILE);
  const untrained = await readUntrained(directory, config);
  const catalogue =
    readItems === undefined
      ? parseCatalogue(lines.toString('utf8'), itemsFile, untrained)
      : new Catalogue(readItems(lines, itemsFile), untrained);
  const popularity = parsePopularity(await readHashed(directory, POPULARITY_FILE, config));
  const metrics = await readMetrics(directory, config);
  const itemContent = await readOptional(directory, ITEM_CONTENT_FILE, config);
  const itemFeatures = await readItemFeatures(directory, config);
  const parts: Record<string, Uint8Array> = {};
  for (const name of config.parts ?? []) {
    parts[name] = await readHashed(directory, name, config);
  }
  const model = await build(config.model, { draw: false });
  try {
    const { itemCount } = model;
    if (itemCount !== catalogue.itemCount || popularity?.length !== itemCount + 1) {
      throw new ArtifactError(
        'corrupt',
        `${directory} does not fit together: a model of ${itemCount} items, a catalogue of ${catalogue.itemCount}, ${popularity?.length ?? 'no'} popularity counts`,
        { file: directory },
      );
    }
    setWeights(model, decodeWeights(topology.toString('utf8'), weights, directory), directory);
    return {
      ...{ directory, config, model, catalogue, popularity, metrics, parts },
      ...(itemContent && { itemContent }),
      ...(itemFeatures && { itemFeatures }),
    };
  } catch (error) {
    model.network.dispose();
    throw error;
  }
}

/** Gives a network its weights and frees them. */
function setWeights({ network }: SavableModel, weights: tf.NamedTensorMap, source: string): void {
  try {
    refuseNotFinite(weights, source);
    network.loadWeights(weights);
  } catch (cause) {
    if (cause instanceof ArtifactError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArtifactError(
      'corrupt',
      `the weights in ${source} do not fit the model its configuration builds: ${reason}`,
      { file: source, cause },
    );
  } finally {
    tf.dispose(weights);
  }
}

/** A model with such a weight scores every item NaN, which no later code would notice. */
function refuseNotFinite(weights: tf.NamedTensorMap, source: string): void {
  for (const [name, tensor] of Object.entries(weights)) {
    const bad = firstNotFinite(tensor.dataSync());
    if (bad === undefined) continue;
    throw new ArtifactError(
      'not-finite',
      `the model in ${source} is of no use: its weight '${name}' holds ${bad}, so its training diverged; train it again with a lower learning rate`,
      { file: source },
    );
  }
}

/** A loop, as a callback for each of a hundred million weights takes seconds. */
function firstNotFinite(values: Float32Array | Int32Array | Uint8Array): number | undefined {
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] as number;
    if (!Number.isFinite(value)) return value;
  }
  return undefined;
}

/** The bytes of a file that not every artifact has; undefined where this one has none. */
async function readOptional(
  directory: string,
  name: string,
  config: ArtifactConfig,
): Promise<Buffer | undefined> {
  return config.sha256[name] === undefined ? undefined : readHashed(directory, name, config);
}

/** Undefined for a model whose data had no titles beyond its items. */
async function readUntrained(
  directory: string,
  config: ArtifactConfig,
): Promise<readonly UntrainedItem[] | undefined> {
  const bytes = await readOptional(directory, UNTRAINED_ITEMS_FILE, config);
  return (
    bytes && parseUntrainedItems(bytes.toString('utf8'), join(directory, UNTRAINED_ITEMS_FILE))
  );
}

/** Undefined for a model that reads none. */
async function readItemFeatures(
  directory: string,
  config: ArtifactConfig,
): Promise<readonly ItemFeature[] | undefined> {
  const bytes = await readOptional(directory, ITEM_FEATURES_FILE, config);
  return bytes && parseItemFeatures(bytes.toString('utf8'), join(directory, ITEM_FEATURES_FILE));
}

function parsePopularity(bytes: Buffer): Float64Array | undefined {
  const counts: unknown = JSON.parse(bytes.toString('utf8'));
  if (!Array.isArray(counts)) return undefined;
  const popularity = new Float64Array(counts.length);
  for (let item = 0; item < counts.length; item += 1) {
    const count: unknown = counts[item];
    if (typeof count !== 'number' || !(count >= 0) || count === Number.POSITIVE_INFINITY) {
      return undefined;
    }
    popularity[item] = count;
  }
  return popularity;
}

/** Empty where an earlier release wrote the artifact, which kept results apart from it. */
async function readMetrics(directory: string, config: ArtifactConfig): Promise<Json> {
  const bytes = await readOptional(directory, METRICS_FILE, config);
  if (bytes === undefined) return {};
  return z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString('utf8')));
}
