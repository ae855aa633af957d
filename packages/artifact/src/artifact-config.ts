import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  /** What the model was trained on: source and content hashes, filters, split. */
  readonly data: Readonly<Record<string, unknown>>;
  /** How: optimizer, schedule, seed, steps, engine. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Of the software that made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
  /** Of the files that must fit each other. */
  readonly sha256: Readonly<Record<string, string>>;
}

const json = z.record(z.string(), z.unknown());
const configSchema: z.ZodType<ArtifactConfig> = z.object({
  formatVersion: z.literal(ARTIFACT_FORMAT_VERSION),
  name: z.string(),
  version: z.string(),
  kind: z.string(),
  model: json,
  itemCount: z.int().min(1),
  data: json,
  training: json,
  versions: z.record(z.string(), z.string()),
  createdAt: z.iso.datetime().optional(),
  sha256: z.record(z.string(), z.string()),
});

/**
 * Reads what an artifact says of itself, without its weights.
 *
 * @throws ArtifactError `not-an-artifact` where there is none, `version` for one of another format, `corrupt` for one
 * that cannot be read.
 */
export async function readArtifactConfig(directory: string): Promise<ArtifactConfig> {
  const file = join(directory, CONFIG_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ArtifactError(
      'not-an-artifact',
      `${directory} holds no model: ${CONFIG_FILE} cannot be read`,
      { file, cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ArtifactError('corrupt', `${file} is not JSON`, { file, cause });
  }
  const version = z.object({ formatVersion: z.number() }).safeParse(value).data?.formatVersion;
  if (version !== undefined && version !== ARTIFACT_FORMAT_VERSION) {
    const advice =
      version > ARTIFACT_FORMAT_VERSION ? 'update @org/artifact' : 'train the model again';
    throw new ArtifactError(
      'version',
      `${file} has format version ${version}, this version reads ${ARTIFACT_FORMAT_VERSION}: ${advice}`,
      { file },
    );
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ArtifactError(
    'corrupt',
    `${file} does not describe a model: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    { file, cause: parsed.error },
  );
}
