import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readError, sha256, writeDirectory } from '@org/files';
import {
  type ArtifactConfig,
  CONFIG_FILE,
  formatConfig,
  readArtifactConfig,
} from './artifact-config.js';
import { ArtifactError } from './error.js';

/** The files of an artifact by name, `config.json`, which names the others, last. */
export function artifactFiles({ sha256: hashes }: ArtifactConfig): readonly string[] {
  return [...Object.keys(hashes).filter((name) => name !== CONFIG_FILE), CONFIG_FILE];
}

/**
 * Copies the files of an artifact, and no others, and looks on the way that each has its hash. The copy is there whole or
 * not at all; a directory of its name is replaced.
 *
 * @throws what {@link verifyArtifact} throws; FileError `write-failed`.
 */
export async function copyArtifact(from: string, to: string): Promise<ArtifactConfig> {
  const config = await readArtifactConfig(from);
  const names = artifactFiles(config).filter((name) => name !== CONFIG_FILE);
  await writeDirectory(to, {
    ...Object.fromEntries(names.map((name) => [name, hashedParts(from, name, config)])),
    [CONFIG_FILE]: formatConfig(config),
  });
  return config;
}

/**
 * Looks that every file of an artifact has the hash that `config.json` names. Builds no model.
 *
 * @throws FileError `missing`, `not-json`, `version`; ArtifactError `corrupt` that names the first file that differs.
 */
export async function verifyArtifact(directory: string): Promise<ArtifactConfig> {
  const config = await readArtifactConfig(directory);
  for (const name of artifactFiles(config)) {
    if (name === CONFIG_FILE) continue;
    for await (const part of hashedParts(directory, name, config)) void part;
  }
  return config;
}

/**
 * The bytes of a file, once they have the hash that the configuration names.
 *
 * @throws ArtifactError `corrupt`; FileError `read-failed`.
 */
export async function readHashed(
  directory: string,
  name: string,
  { sha256: expected }: ArtifactConfig,
): Promise<Buffer> {
  const file = join(directory, name);
  const bytes = await read(file);
  if (sha256(bytes) !== expected[name]) throw differs(file);
  return bytes;
}

/** The same, part by part; what is wrong with the file is known only at its end. */
async function* hashedParts(
  directory: string,
  name: string,
  { sha256: expected }: ArtifactConfig,
): AsyncGenerator<Uint8Array> {
  const file = join(directory, name);
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(file, { highWaterMark: 2 ** 20 })) {
      hash.update(part);
      yield part;
    }
  } catch (cause) {
    throw lacks(file, cause);
  }
  if (hash.digest('hex') !== expected[name]) throw differs(file);
}

function differs(file: string): ArtifactError {
  return new ArtifactError(
    'corrupt',
    `${file} is not what ${CONFIG_FILE} names: it was changed, or a write was interrupted; train or export again`,
    { file },
  );
}

/** What is wrong where a file cannot be read. */
function lacks(file: string, cause: unknown): Error {
  const error = readError(file, cause);
  if (error.code !== 'missing') return error;
  return new ArtifactError('corrupt', `the artifact lacks ${file}`, { file, cause });
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw lacks(file, cause);
  }
}
