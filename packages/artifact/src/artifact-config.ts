import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fields, readError, readVersionedJson, sha256 } from '@org/files';
import { z } from 'zod';
import { ArtifactError } from './error.js';

export const ARTIFACT_FORMAT_VERSION = 1;
export const CONFIG_FILE = 'config.json';

/** What `config.json` of an artifact says. */
export interface ArtifactConfig {
  readonly formatVersion: typeof ARTIFACT_FORMAT_VERSION;
  /** A name for people. */
  readonly name: string;
  /** Names these very weights, configuration and items: 12 hexadecimal digits. */
  readonly version: string;
  /** The model's kind, e.g. `bert4rec`, and what builds its network. */
  readonly kind: string;
  readonly model: Readonly<Record<string, unknown>>;
  readonly itemCount: number;
  /** The names of the files that only models of this kind have. Absent if there are none. */
  readonly parts?: readonly string[] | undefined;
  /** Whether recommendations leave out the items of the history, where a request does not say so. Default true. */
  readonly excludeSeen?: boolean | undefined;
  /** What the model was trained on: source and content hashes, filters, split. */
  readonly data: Readonly<Record<string, unknown>>;
  /** How: optimizer, schedule, seed, steps, engine. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Versions of the software that made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
  /**
   * The hash of every file of the artifact, by name; under `config.json` that of this file without the entry itself. Other
   * files in the directory do not belong to the artifact.
   */
  readonly sha256: Readonly<Record<string, string>>;
}

/** The hashes of these files, and of the parts, make a version. */
export const WEIGHTS_FILE = 'weights.bin';
export const ITEMS_FILE = 'items.jsonl';

/** The other files; whatever a model does not need, its artifact lacks. */
export const POPULARITY_FILE = 'popularity.json';
export const METRICS_FILE = 'metrics.json';
export const ITEM_CONTENT_FILE = 'item-content.safetensors';
export const ITEM_FEATURES_FILE = 'item-features.json';

/** The version of these weights, options, items and parts: the same whenever and wherever they were made. */
export function versionOf({
  kind,
  model,
  parts: own = [],
  sha256: hashes,
}: Pick<ArtifactConfig, 'kind' | 'model' | 'parts' | 'sha256'>): string {
  const parts = [
    kind,
    model,
    hashes[WEIGHTS_FILE],
    hashes[ITEMS_FILE],
    ...own.map((name) => hashes[name]),
  ];
  return sha256(JSON.stringify(parts)).slice(0, 12);
}

/** The bytes of `config.json`. */
export function formatConfig(config: unknown): string {
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** The configuration with its own hash. */
export function sealed(config: ArtifactConfig): ArtifactConfig {
  return { ...config, sha256: { ...config.sha256, [CONFIG_FILE]: hashOf(config) } };
}

/** The hash of everything in the file, unknown fields included. */
function hashOf(config: { readonly sha256: ArtifactConfig['sha256'] }): string {
  const { [CONFIG_FILE]: _, ...files } = config.sha256;
  return sha256(JSON.stringify({ ...config, sha256: files }));
}

const json = z.record(z.string(), z.unknown());
const configSchema: z.ZodType<ArtifactConfig> = z.object({
  formatVersion: z.literal(ARTIFACT_FORMAT_VERSION),
  name: z.string(),
  version: z.string(),
  kind: z.string(),
  model: json,
  itemCount: z.int().min(1),
  parts: z.array(z.string()).optional(),
  excludeSeen: z.boolean().optional(),
  data: json,
  training: json,
  versions: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime().optional(),
  sha256: z.record(
    // A name with a folder in it would lead out of the directory.
    z.string().regex(/^\w[\w.-]*$/, 'expected names of files'),
    z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  ),
} satisfies Fields<ArtifactConfig>);

/**
 * Reads what an artifact says of itself, without its weights.
 *
 * @throws FileError `missing` where there is none, `not-json`, `version` for one of another format; ArtifactError
 * `corrupt` for one that says something else than an artifact does.
 */
export async function readArtifactConfig(directory: string): Promise<ArtifactConfig> {
  const file = join(directory, CONFIG_FILE);
  const value = await readVersionedJson(file, {
    version: ARTIFACT_FORMAT_VERSION,
    reader: '@org/artifact',
    renew: 'train the model again',
    missing: `${directory} holds no model`,
  });
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ArtifactError(
      'corrupt',
      `${file} does not describe a model: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
      { file, cause: parsed.error },
    );
  }
  const config = parsed.data;
  const { [CONFIG_FILE]: expected } = config.sha256;
  const isWhole =
    versionOf(config) === config.version &&
    hashOf(value as ArtifactConfig) === expected &&
    // This also notices changes that mean nothing in JSON, such as spaces.
    formatConfig(value) === (await readText(file));
  if (isWhole) return config;
  if (expected === undefined) {
    throw new ArtifactError(
      'corrupt',
      `${file} has no hash of itself, as earlier releases wrote it, so a change of it would go unnoticed: train the model again`,
      { file },
    );
  }
  throw new ArtifactError(
    'corrupt',
    `${file} is not what was written: its content does not have its hash; undo the change, or train the model again`,
    { file },
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw readError(file, cause);
  }
}
