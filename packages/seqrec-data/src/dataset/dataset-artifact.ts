import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SeqrecDataError } from '../error.js';
import { type FileContent, writeDirectory } from './atomic-directory.js';
import { formatCatalogue, parseCatalogue } from './catalogue-lines.js';
import { contentHash } from './content-hash.js';
import type { Dataset } from './dataset.js';
import { formatManifest, parseManifest } from './dataset-manifest.js';
import { decodeSequences, encodeSequences } from './sequences-file.js';
import { formatUsers, parseUsers } from './user-lines.js';

const MANIFEST = 'dataset.json';
const ITEMS = 'items.jsonl';
const SEQUENCES = 'sequences.arrow';
const USERS = 'users.jsonl';

/**
 * Writes a dataset as a directory of `dataset.json`, `items.jsonl`, `sequences.arrow` and, where attributes of users are
 * known, `users.jsonl`. Either all of it is there
 * afterwards or what was there before; a directory that holds anything else is never replaced.
 */
export async function writeDataset(directory: string, dataset: Dataset): Promise<void> {
  const { manifest, catalogue, sequences, users } = dataset;
  const files: Record<string, string> = {};
  const hashed = async function* (
    name: string,
    content: FileContent,
  ): AsyncGenerator<string | Uint8Array> {
    const hash = createHash('sha256');
    for await (const part of content) {
      hash.update(part);
      yield part;
    }
    files[name] = hash.digest('hex');
  };
  await writeDirectory(
    directory,
    {
      [ITEMS]: hashed(ITEMS, [formatCatalogue(catalogue)]),
      [SEQUENCES]: hashed(SEQUENCES, encodeSequences(sequences, manifest.ids.users)),
      ...(users && { [USERS]: hashed(USERS, [formatUsers(users)]) }),
      // Comes last, when the hashes of the others are known.
      [MANIFEST]: lazily(() => formatManifest(manifest, files)),
    },
    [USERS],
  );
}

async function* lazily(text: () => string): AsyncGenerator<string> {
  yield text();
}

/**
 * Reads a dataset. Files and content are hashed and compared with what the manifest says, so a damaged or edited one
 * is an error; so is one of another format version. The columns are views of the file's bytes in memory.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const manifestFile = join(directory, MANIFEST);
  const manifestText = (await readPart(manifestFile)).toString('utf8');
  const { manifest, files } = parseManifest(manifestText, manifestFile);
  const itemsFile = join(directory, ITEMS);
  const sequencesFile = join(directory, SEQUENCES);
  const itemLines = (await readVerified(itemsFile, files[ITEMS])).toString('utf8');
  const sequences = decodeSequences(
    await readVerified(sequencesFile, files[SEQUENCES]),
    manifest.ids.users,
    sequencesFile,
  );
  const hash = contentHash(itemLines, sequences);
  if (hash !== manifest.contentHash) {
    throw new SeqrecDataError(
      'artifact-corrupt',
      `${directory}: the content hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${manifest.contentHash.slice(0, 12)}; prepare the dataset again`,
      { file: directory },
    );
  }
  const users = await readUsers(directory, files[USERS]);
  const catalogue = parseCatalogue(itemLines, itemsFile);
  return { manifest, catalogue, sequences, ...(users && { users }) };
}

async function readUsers(directory: string, hash: string | undefined): Promise<Dataset['users']> {
  if (hash === undefined) return undefined;
  const file = join(directory, USERS);
  return parseUsers((await readVerified(file, hash)).toString('utf8'), file);
}

/** The bytes of a file, hashed before anything is parsed: the parser of Arrow trusts what it reads. */
async function readVerified(file: string, expected: string | undefined): Promise<Buffer> {
  const bytes = await readPart(file);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== expected) {
    throw new SeqrecDataError(
      'artifact-corrupt',
      `${file} is not what was written: it hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${expected?.slice(0, 12)}; prepare the dataset again`,
      { file },
    );
  }
  return bytes;
}

async function readPart(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new SeqrecDataError(
      'not-a-dataset',
      missing
        ? `${file}: no such file; a dataset is a directory made by prepareDataset and writeDataset`
        : `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { file, cause },
    );
  }
}
