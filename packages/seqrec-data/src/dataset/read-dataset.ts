import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readError, readVersionedJson, sha256 } from '@org/files';
import { SeqrecDataError } from '../error.js';
import { hashFile } from '../sources/hash-file.js';
import { parseCatalogue, parseUntrainedItems, UNTRAINED_ITEMS_FILE } from './catalogue-lines.js';
import { contentHash } from './content-hash.js';
import {
  DATASET_FORMAT_VERSION,
  type Dataset,
  type DatasetManifest,
  type IdKind,
} from './dataset.js';
import { ITEMS, MANIFEST, sequenceFiles, USERS } from './dataset-files.js';
import { parseManifest } from './dataset-manifest.js';
import { joinSequences } from './join-sequences.js';
import type { Sequences } from './sequences.js';
import { decodeSequences } from './sequences-file.js';
import { parseUsers } from './user-lines.js';
import type { StoredSequences } from './write-dataset.js';

/**
 * Reads a dataset. It checks the hashes of files and content against the manifest, so a damaged or edited dataset is an
 * error. The columns are views of the file's bytes in memory.
 *
 * @throws FileError `missing`, `read-failed`, `not-json`, `version`; SeqrecDataError `artifact-corrupt`.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const { manifest, catalogue, users, sequences: files, itemLines } = await openParts(directory);
  const parts: Sequences[] = [];
  for await (const part of files()) parts.push(part);
  const sequences = joinSequences(parts);
  const hash = contentHash(itemLines, sequences);
  if (hash !== manifest.contentHash) {
    throw new SeqrecDataError(
      'artifact-corrupt',
      `${directory}: the content hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${manifest.contentHash.slice(0, 12)}; prepare the dataset again`,
      { file: directory },
    );
  }
  return { manifest, catalogue, sequences, ...(users && { users }) };
}

/** The sequences of a file that `writeSequences` wrote. */
export async function readSequences(
  { path, sha256 }: StoredSequences,
  userIds: IdKind,
): Promise<Sequences> {
  return decodeSequences(await readVerified(path, sha256), userIds, path);
}

/** A dataset whose sequences are on the disk. */
export interface StoredDataset extends Omit<Dataset, 'sequences'> {
  /** The number of files that hold the sequences, at least 1. */
  readonly fileCount: number;
  /**
   * The sequences of each file in turn, so that memory holds one file: a shard, or all of a dataset without shards. Each
   * call reads from the first file. A file is read when it is asked for, and its hash is checked.
   *
   * @throws FileError `missing`, `read-failed`; SeqrecDataError `artifact-corrupt`.
   */
  readonly sequences: () => AsyncGenerator<Sequences>;
}

/**
 * Reads a dataset without its sequences, for work that takes them file by file.
 *
 * @throws FileError, SeqrecDataError as {@link readDataset}.
 */
export async function openDataset(directory: string): Promise<StoredDataset> {
  const { itemLines: _, ...stored } = await openParts(directory);
  return stored;
}

async function openParts(
  directory: string,
): Promise<StoredDataset & { readonly itemLines: string }> {
  const { manifest, files, manifestFile } = await readManifest(directory);
  const itemsFile = join(directory, ITEMS);
  const itemLines = (await readVerified(itemsFile, files[ITEMS])).toString('utf8');
  const names = sequenceFiles(files, manifestFile);
  const users = await readUsers(directory, files[USERS]);
  const untrainedFile = join(directory, UNTRAINED_ITEMS_FILE);
  const untrainedHash = files[UNTRAINED_ITEMS_FILE];
  const untrained =
    untrainedHash === undefined
      ? undefined
      : parseUntrainedItems(
          (await readVerified(untrainedFile, untrainedHash)).toString('utf8'),
          untrainedFile,
        );
  const catalogue = parseCatalogue(itemLines, itemsFile, untrained);
  const sequences = async function* (): AsyncGenerator<Sequences> {
    for (const name of names) {
      const file = join(directory, name);
      yield decodeSequences(await readVerified(file, files[name]), manifest.ids.users, file);
    }
  };
  const fileCount = names.length;
  return { manifest, catalogue, fileCount, sequences, itemLines, ...(users && { users }) };
}

/**
 * Checks the hashes of a dataset's files, without their content in memory.
 *
 * @throws FileError, SeqrecDataError as {@link readDataset}.
 */
export async function checkDataset(directory: string): Promise<DatasetManifest> {
  const { manifest, files, manifestFile } = await readManifest(directory);
  const names = new Set([ITEMS, ...sequenceFiles(files, manifestFile), ...Object.keys(files)]);
  for (const name of names) {
    const file = join(directory, name);
    const hash = await hashFile(file).catch((cause: unknown) => {
      throw readError(file, cause);
    });
    requireHash(file, hash, files[name]);
  }
  return manifest;
}

async function readManifest(directory: string) {
  const manifestFile = join(directory, MANIFEST);
  const value = await readVersionedJson(manifestFile, {
    version: DATASET_FORMAT_VERSION,
    reader: '@org/seqrec-data',
    renew: 'prepare the dataset again',
    missing: `${directory} is not a prepared dataset`,
  });
  return { ...parseManifest(value, manifestFile), manifestFile };
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
  requireHash(file, sha256(bytes), expected);
  return bytes;
}

function requireHash(file: string, hash: string, expected: string | undefined): void {
  if (hash === expected) return;
  throw new SeqrecDataError(
    'artifact-corrupt',
    `${file} is not what was written: it hashes to ${hash.slice(0, 12)}, ${MANIFEST} says ${expected?.slice(0, 12)}; prepare the dataset again`,
    { file },
  );
}
