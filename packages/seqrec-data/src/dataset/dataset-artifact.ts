import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readError, readVersionedJson, sha256, writeDirectory, writeError } from '@org/files';
import { SeqrecDataError } from '../error.js';
import {
  formatCatalogue,
  formatUntrainedItems,
  parseCatalogue,
  UNTRAINED_ITEMS_FILE,
} from './catalogue-lines.js';
import { contentHash } from './content-hash.js';
import { DATASET_FORMAT_VERSION, type Dataset } from './dataset.js';
import { formatManifest, parseManifest } from './dataset-manifest.js';
import { decodeSequences, encodeSequences } from './sequences-file.js';
import { formatUsers, parseUsers } from './user-lines.js';

const MANIFEST = 'dataset.json';
const ITEMS = 'items.jsonl';
const SEQUENCES = 'sequences.arrow';
const USERS = 'users.jsonl';

/**
 * Writes a dataset as a directory: `dataset.json`, `items.jsonl`, `sequences.arrow`, and, if there are any, untrained
 * items in `untrained-items.jsonl` and attributes of users in `users.jsonl`. It is written whole or not at all; an
 * earlier dataset stays if writing fails.
 *
 * @throws SeqrecDataError `not-a-dataset` for a directory with other files, which is never replaced. FileError
 * `write-failed`.
 */
export async function writeDataset(directory: string, dataset: Dataset): Promise<void> {
  const { manifest, catalogue, sequences, users } = dataset;
  await refuseOther(directory);
  const files: Record<string, string> = {};
  const hashed = async function* (
    name: string,
    content: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  ): AsyncGenerator<string | Uint8Array> {
    const hash = createHash('sha256');
    for await (const part of content) {
      hash.update(part);
      yield part;
    }
    files[name] = hash.digest('hex');
  };
  await writeDirectory(directory, {
    [ITEMS]: hashed(ITEMS, [formatCatalogue(catalogue)]),
    [SEQUENCES]: hashed(SEQUENCES, encodeSequences(sequences, manifest.ids.users)),
    ...(catalogue.untrained.length > 0 && {
      [UNTRAINED_ITEMS_FILE]: hashed(UNTRAINED_ITEMS_FILE, [formatUntrainedItems(catalogue)]),
    }),
    ...(users && { [USERS]: hashed(USERS, [formatUsers(users)]) }),
    // Written last, when the hashes of the others are known.
    [MANIFEST]: lazily(() => formatManifest(manifest, files)),
  });
}

function* lazily(text: () => string): Generator<string> {
  yield text();
}

/** Writing replaces the whole directory, so it must hold only a dataset. */
async function refuseOther(directory: string): Promise<void> {
  const parts: readonly string[] = [MANIFEST, ITEMS, SEQUENCES, UNTRAINED_ITEMS_FILE, USERS];
  const present = await readdir(directory).catch((cause: unknown): string[] => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return [];
    throw writeError(directory, cause);
  });
  const foreign = present.filter((name) => !parts.includes(name));
  if (foreign.length === 0) return;
  throw new SeqrecDataError(
    'not-a-dataset',
    `${directory} holds files that are no part of a dataset (${foreign.slice(0, 3).join(', ')}); choose a directory that is new or empty`,
    { file: directory },
  );
}

/**
 * Reads a dataset. It checks the hashes of files and content against the manifest, so a damaged or edited dataset is an
 * error. The columns are views of the file's bytes in memory.
 *
 * @throws FileError `missing`, `read-failed`, `not-json`, `version`; SeqrecDataError `artifact-corrupt`.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const manifestFile = join(directory, MANIFEST);
  const value = await readVersionedJson(manifestFile, {
    version: DATASET_FORMAT_VERSION,
    reader: '@org/seqrec-data',
    renew: 'prepare the dataset again',
    missing: `${directory} is not a prepared dataset`,
  });
  const { manifest, files } = parseManifest(value, manifestFile);
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
  const untrainedFile = join(directory, UNTRAINED_ITEMS_FILE);
  const untrainedHash = files[UNTRAINED_ITEMS_FILE];
  const untrained =
    untrainedHash === undefined
      ? undefined
      : {
          text: (await readVerified(untrainedFile, untrainedHash)).toString('utf8'),
          file: untrainedFile,
        };
  const catalogue = parseCatalogue(itemLines, itemsFile, untrained);
  return { manifest, catalogue, sequences, ...(users && { users }) };
}

async function readUsers(directory: string, hash: string | undefined): Promise<Dataset['users']> {
  if (hash === undefined) return undefined;
  const file = join(directory, USERS);
  return parseUsers((await readVerified(file, hash)).toString('utf8'), file);
}

/** The bytes of a file. It checks their hash first, because the Arrow parser trusts its input. */
async function readVerified(file: string, expected: string | undefined): Promise<Buffer> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw readError(file, cause);
  });
  const hash = sha256(bytes);
  if (hash !== expected) {
    throw new SeqrecDataError(
      'artifact-corrupt',
      `${file} is not what was written: it hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${expected?.slice(0, 12)}; prepare the dataset again`,
      { file },
    );
  }
  return bytes;
}
