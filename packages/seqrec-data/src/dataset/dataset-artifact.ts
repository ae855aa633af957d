import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ExistingFile,
  type FileContent,
  readError,
  readVersionedJson,
  sha256,
  writeDirectory,
  writeError,
  writeFileAtomically,
} from '@org/files';
import { SeqrecDataError } from '../error.js';
import { hashFile } from '../sources/hash-file.js';
import {
  formatCatalogue,
  formatUntrainedItems,
  parseCatalogue,
  parseUntrainedItems,
  UNTRAINED_ITEMS_FILE,
} from './catalogue-lines.js';
import { contentHash } from './content-hash.js';
import {
  DATASET_FORMAT_VERSION,
  type Dataset,
  type DatasetManifest,
  type IdKind,
} from './dataset.js';
import { type FileHashes, formatManifest, parseManifest } from './dataset-manifest.js';
import { joinSequences } from './join-sequences.js';
import type { Sequences } from './sequences.js';
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
  const { sequences, manifest } = dataset;
  const hashed = hashing(encodeSequences(sequences, manifest.ids.users));
  await writeParts(directory, dataset, { [SEQUENCES]: hashed });
}

/** A file of consecutive sequences, at least one, that {@link writeSequences} wrote. */
export interface StoredSequences {
  readonly path: string;
  readonly sha256: string;
}

/** Writes the file of a shard, for {@link writeShardedDataset}. */
export async function writeSequences(
  path: string,
  sequences: Sequences,
  userIds: IdKind,
): Promise<StoredSequences> {
  const { content, hash } = hashing(encodeSequences(sequences, userIds));
  await writeFileAtomically(path, content);
  return { path, sha256: hash() };
}

/** The sequences of such a file. */
export async function readSequences(
  { path, sha256 }: StoredSequences,
  userIds: IdKind,
): Promise<Sequences> {
  return decodeSequences(await readVerified(path, sha256), userIds, path);
}

/**
 * As {@link writeDataset}, with the sequences in several files, `sequences-00001-of-00008.arrow`, which are on the same disk.
 * {@link readDataset} reads both.
 */
export async function writeShardedDataset(
  directory: string,
  { shards, ...dataset }: UnsequencedDataset & { readonly shards: readonly StoredSequences[] },
): Promise<void> {
  const files = shards.map(
    ({ path, sha256 }, shard) =>
      [
        shardFile(shard, shards.length),
        { content: { existing: path }, hash: () => sha256 },
      ] as const,
  );
  await writeParts(directory, dataset, Object.fromEntries(files));
}

type UnsequencedDataset = Omit<Dataset, 'sequences'>;

/** The content of a file, and its hash once it is written. */
interface HashedContent<Content> {
  readonly content: Content;
  readonly hash: () => string;
}

function hashing(
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): HashedContent<AsyncIterable<string | Uint8Array>> {
  const hash = createHash('sha256');
  const content = async function* () {
    for await (const part of parts) {
      hash.update(part);
      yield part;
    }
  };
  return { content: content(), hash: () => hash.digest('hex') };
}

async function writeParts(
  directory: string,
  { manifest, catalogue, users }: UnsequencedDataset,
  sequences: Readonly<Record<string, HashedContent<FileContent | ExistingFile>>>,
): Promise<void> {
  await refuseOther(directory);
  const files: Readonly<Record<string, HashedContent<FileContent | ExistingFile>>> = {
    [ITEMS]: hashing(lazily(() => formatCatalogue(catalogue))),
    ...sequences,
    ...(catalogue.untrained.length > 0 && {
      [UNTRAINED_ITEMS_FILE]: hashing(lazily(() => formatUntrainedItems(catalogue))),
    }),
    ...(users && { [USERS]: hashing(lazily(() => formatUsers(users))) }),
  };
  const each = <Value>(
    take: (file: HashedContent<FileContent | ExistingFile>) => Value,
  ): Record<string, Value> =>
    Object.fromEntries(Object.entries(files).map(([name, file]) => [name, take(file)]));
  await writeDirectory(directory, {
    ...each(({ content }) => content),
    // Written last, when the hashes of the others are known.
    [MANIFEST]: lazily(() =>
      formatManifest(
        manifest,
        each(({ hash }) => hash()),
      ),
    ),
  });
}

const SHARD_FILE = /^sequences-(\d{5})-of-(\d{5})\.arrow$/;

function shardFile(shard: number, shards: number): string {
  const digits = (number: number): string => String(number).padStart(5, '0');
  return `sequences-${digits(shard + 1)}-of-${digits(shards)}.arrow`;
}

/** The files of sequences, in order. @throws SeqrecDataError `artifact-corrupt` unless they are there once each. */
function sequenceFiles(files: FileHashes, manifestFile: string): readonly string[] {
  if (files[SEQUENCES] !== undefined) return [SEQUENCES];
  const names = Object.keys(files).filter((name) => SHARD_FILE.test(name));
  const shards = Number(SHARD_FILE.exec(names[0] ?? '')?.[2] ?? 0);
  const expected = Array.from({ length: shards }, (_, shard) => shardFile(shard, shards));
  const missing = expected.find((name) => !names.includes(name));
  if (missing === undefined && names.length === shards && shards > 0) return expected;
  throw new SeqrecDataError(
    'artifact-corrupt',
    `${manifestFile} names ${names.length} files of sequences, ${missing === undefined ? `expected ${shards}` : `and not ${missing}`}; prepare the dataset again`,
    { file: manifestFile },
  );
}

function* lazily(text: () => string): Generator<string> {
  yield text();
}

/**
 * Refuses a directory with other files: writing replaces the whole directory, so it must hold only a dataset.
 *
 * @throws SeqrecDataError `not-a-dataset`.
 */
export async function refuseOther(directory: string): Promise<void> {
  const parts: readonly string[] = [MANIFEST, ITEMS, SEQUENCES, UNTRAINED_ITEMS_FILE, USERS];
  const present = await readdir(directory).catch((cause: unknown): string[] => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return [];
    throw writeError(directory, cause);
  });
  const foreign = present.filter((name) => !parts.includes(name) && !SHARD_FILE.test(name));
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

/** A dataset whose sequences are on the disk. */
export interface StoredDataset extends Omit<Dataset, 'sequences'> {
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
  return { manifest, catalogue, sequences, itemLines, ...(users && { users }) };
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
