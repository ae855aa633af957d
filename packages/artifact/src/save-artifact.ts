import { sha256, writeFiles } from '@org/files';
import {
  type Catalogue,
  formatCatalogue,
  formatItemFeatures,
  formatUntrainedItems,
  type ItemFeature,
  UNTRAINED_ITEMS_FILE,
} from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  ARTIFACT_FORMAT_VERSION,
  type ArtifactConfig,
  CONFIG_FILE,
  formatConfig,
  ITEM_CONTENT_FILE,
  ITEM_FEATURES_FILE,
  ITEMS_FILE,
  METRICS_FILE,
  POPULARITY_FILE,
  sealed,
  versionOf,
} from './artifact-config.js';
import { ArtifactError } from './error.js';
import { encodeLayersModel } from './layers-model-files.js';
import { type CardTexts, modelCard } from './model-card.js';

const CARD_FILE = 'MODEL_CARD.md';

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
