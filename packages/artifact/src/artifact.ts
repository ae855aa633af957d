import { join } from 'node:path';
import { sha256, writeFiles } from '@org/files';
import {
  Catalogue,
  type CatalogueItems,
  formatCatalogue,
  formatItemFeatures,
  formatUntrainedItems,
  type ItemFeature,
  parseCatalogue,
  parseItemFeatures,
  parseUntrainedItems,
  UNTRAINED_ITEMS_FILE,
  type UntrainedItem,
} from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import {
  ARTIFACT_FORMAT_VERSION,
  type ArtifactConfig,
  CONFIG_FILE,
  formatConfig,
  ITEMS_FILE,
  readArtifactConfig,
  sealed,
  versionOf,
  WEIGHTS_FILE,
} from './artifact-config.js';
import { readHashed } from './artifact-files.js';
import { ArtifactError } from './error.js';
import { decodeWeights, encodeLayersModel, MODEL_FILE } from './layers-model-files.js';
import { type CardTexts, modelCard } from './model-card.js';

const POPULARITY_FILE = 'popularity.json';
const METRICS_FILE = 'metrics.json';
const CARD_FILE = 'MODEL_CARD.md';
const ITEM_CONTENT_FILE = 'item-content.safetensors';
const ITEM_FEATURES_FILE = 'item-features.json';

type Json = Readonly<Record<string, unknown>>;

/** What an artifact needs of a model: a sequence model, or a model of ratings. */
export interface SavableModel {
  /** Names the kind, such as `bert4rec`. */
  readonly kind: string;
  /** JSON from which the same network is built again. */
  readonly config: object;
  readonly itemCount: number;
  readonly network: LayersModel;
}

/** Builds a model of one kind from its configuration; the weights are set afterwards, so that none need be drawn. */
export type ModelBuilder<Built extends SavableModel = SequenceModel> = (
  config: Json,
  options: { readonly draw: false },
) => Built | Promise<Built>;

export interface ArtifactContent {
  readonly model: SavableModel;
  readonly catalogue: Catalogue;
  /** How often each item occurs in training, by item index, length V + 1: what a server falls back to. */
  readonly popularity: ArrayLike<number>;
  /**
   * Whether recommendations leave out the items of the history, where a request does not say so. Default true; false
   * suits data in which people often take the same item again.
   */
  readonly excludeSeen?: boolean;
  /** What the model was trained on: source and content hashes, filters, split. JSON. */
  readonly data?: Json;
  /** How it was trained: optimizer, schedule, seed, steps, engine. JSON. */
  readonly training?: Json;
  /** Results, written to `metrics.json` and the model card. JSON. */
  readonly metrics?: Json;
  /** Versions of the software that made it, by name. TensorFlow.js and Node are added. */
  readonly versions?: Readonly<Record<string, string>>;
  /** How the content of further items is made, in the form of the program that made it; `item-content.safetensors`. */
  readonly itemContent?: Uint8Array | undefined;
  /** The features of items that the model reads: their categories, and means of numbers; `item-features.json`. */
  readonly itemFeatures?: readonly ItemFeature[] | undefined;
  /**
   * Further files that models of this kind need, by name, such as what a rating model knows of its features. They are
   * checked as the others are, and the version names them too.
   */
  readonly parts?: Readonly<Record<string, string | Uint8Array>>;
  /** What the model card says of this kind of model. Default: what suits a model that scores every item. */
  readonly card?: CardTexts;
  /** A name for people. Default the model's kind. */
  readonly name?: string;
  /** ISO 8601. Absent by default, so that equal runs write equal bytes. */
  readonly createdAt?: string;
}

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
 * Writes a trained model as a directory that holds all that serving needs: `model.json` and `weights.bin` (TensorFlow.js
 * LayersModel), `config.json`, `items.jsonl`, `popularity.json`, `metrics.json`, `MODEL_CARD.md`, and, where the
 * catalogue has some, `untrained-items.jsonl`. With `itemContent` there is `item-content.safetensors`, with
 * `itemFeatures` `item-features.json`, and with `parts` a file for each.
 *
 * A new directory appears whole or not at all. In one that exists, only these files are replaced, `config.json` with
 * the hashes of the others last; loading notices if that was interrupted.
 */
export async function saveArtifact(
  directory: string,
  content: ArtifactContent,
): Promise<ArtifactConfig> {
  const { files, config } = await encodeArtifact(content);
  await writeFiles(directory, { ...files, [CONFIG_FILE]: formatConfig(config) });
  return config;
}

/** The configuration that {@link saveArtifact} would write, for a model that is used without being written. */
export async function describeArtifact(content: ArtifactContent): Promise<ArtifactConfig> {
  return (await encodeArtifact(content)).config;
}

async function encodeArtifact(content: ArtifactContent): Promise<{
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly config: ArtifactConfig;
}> {
  const { model, catalogue, popularity } = content;
  const { itemCount } = model;
  if (catalogue.itemCount !== itemCount || popularity.length !== itemCount + 1) {
    throw new ArtifactError(
      'invalid-option',
      `a model of ${itemCount} items needs a catalogue of as many and ${itemCount + 1} popularity counts, got ${catalogue.itemCount} and ${popularity.length}`,
    );
  }
  const parts = {
    ...content.parts,
    ...(await encodeLayersModel(model.network)),
    [ITEMS_FILE]: formatCatalogue(catalogue),
    [POPULARITY_FILE]: `${JSON.stringify(Array.from(popularity))}\n`,
    ...(catalogue.untrained.length > 0 && {
      [UNTRAINED_ITEMS_FILE]: formatUntrainedItems(catalogue),
    }),
  };
  const { metrics = {}, itemContent, itemFeatures } = content;
  const own = Object.keys(content.parts ?? {});
  const built = {
    ...{ kind: model.kind, model: { ...model.config } },
    ...(own.length > 0 && { parts: own }),
  };
  const described = {
    formatVersion: ARTIFACT_FORMAT_VERSION,
    name: content.name ?? model.kind,
    version: versionOf({ ...built, sha256: hashesOf(parts) }),
    ...built,
    itemCount,
    ...(content.excludeSeen !== undefined && { excludeSeen: content.excludeSeen }),
    data: content.data ?? {},
    training: content.training ?? {},
    versions: { node: process.versions.node, tfjs: tf.version_core, ...content.versions },
    ...(content.createdAt !== undefined && { createdAt: content.createdAt }),
  } as const;
  const files = {
    ...parts,
    ...(itemContent && { [ITEM_CONTENT_FILE]: itemContent }),
    ...(itemFeatures && { [ITEM_FEATURES_FILE]: formatItemFeatures(itemFeatures) }),
    [METRICS_FILE]: `${JSON.stringify(metrics, undefined, 2)}\n`,
    [CARD_FILE]: modelCard(described, metrics, content.card),
  };
  return { files, config: sealed({ ...described, sha256: hashesOf(files) }) };
}

function hashesOf(files: Readonly<Record<string, string | Uint8Array>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
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
  const itemContent = await readItemContent(directory, config);
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

/** Undefined for a model whose data had no titles beyond its items. */
async function readUntrained(
  directory: string,
  config: ArtifactConfig,
): Promise<readonly UntrainedItem[] | undefined> {
  if (config.sha256[UNTRAINED_ITEMS_FILE] === undefined) return undefined;
  const bytes = await readHashed(directory, UNTRAINED_ITEMS_FILE, config);
  return parseUntrainedItems(bytes.toString('utf8'), join(directory, UNTRAINED_ITEMS_FILE));
}

async function readItemContent(
  directory: string,
  config: ArtifactConfig,
): Promise<Uint8Array | undefined> {
  if (config.sha256[ITEM_CONTENT_FILE] === undefined) return undefined;
  return readHashed(directory, ITEM_CONTENT_FILE, config);
}

/** Undefined for a model that reads none. */
async function readItemFeatures(
  directory: string,
  config: ArtifactConfig,
): Promise<readonly ItemFeature[] | undefined> {
  if (config.sha256[ITEM_FEATURES_FILE] === undefined) return undefined;
  const bytes = await readHashed(directory, ITEM_FEATURES_FILE, config);
  return parseItemFeatures(bytes.toString('utf8'), join(directory, ITEM_FEATURES_FILE));
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
  if (config.sha256[METRICS_FILE] === undefined) return {};
  const bytes = await readHashed(directory, METRICS_FILE, config);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.toString('utf8')));
}
