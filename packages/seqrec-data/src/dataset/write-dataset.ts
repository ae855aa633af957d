import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import {
  type ExistingFile,
  type FileContent,
  writeDirectory,
  writeError,
  writeFileAtomically,
} from '@org/files';
import { SeqrecDataError } from '../error.js';
import { formatCatalogue, formatUntrainedItems, UNTRAINED_ITEMS_FILE } from './catalogue-lines.js';
import type { Dataset, IdKind } from './dataset.js';
import { ITEMS, isDatasetFile, MANIFEST, SEQUENCES, shardFile, USERS } from './dataset-files.js';
import { formatManifest } from './dataset-manifest.js';
import type { Sequences } from './sequences.js';
import { encodeSequences } from './sequences-file.js';
import { formatUsers } from './user-lines.js';

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

/**
 * As {@link writeDataset}, with the sequences in several files, `sequences-00001-of-00008.arrow`, which are on the same disk.
 * `readDataset` reads both.
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

function* lazily(text: () => string): Generator<string> {
  yield text();
}

/**
 * Refuses a directory with other files: writing replaces the whole directory, so it must hold only a dataset.
 *
 * @throws SeqrecDataError `not-a-dataset`.
 */
export async function refuseOther(directory: string): Promise<void> {
  const present = await readdir(directory).catch((cause: unknown): string[] => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return [];
    throw writeError(directory, cause);
  });
  const foreign = present.filter((name) => !isDatasetFile(name));
  if (foreign.length === 0) return;
  throw new SeqrecDataError(
    'not-a-dataset',
    `${directory} holds files that do not belong to a dataset (${foreign.slice(0, 3).join(', ')}); choose a directory that is new or empty`,
    { file: directory },
  );
}
