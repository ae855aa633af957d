import { SeqrecDataError } from '../error.js';
import { UNTRAINED_ITEMS_FILE } from './catalogue-lines.js';
import type { FileHashes } from './dataset-manifest.js';

/** The files of a dataset, besides those of shards and `UNTRAINED_ITEMS_FILE`. */
export const MANIFEST = 'dataset.json';
export const ITEMS = 'items.jsonl';
export const SEQUENCES = 'sequences.arrow';
export const USERS = 'users.jsonl';

const SHARD_FILE = /^sequences-(\d{5})-of-(\d{5})\.arrow$/;

/** The file of the sequences of a shard, from 0. */
export function shardFile(shard: number, shards: number): string {
  const digits = (number: number): string => String(number).padStart(5, '0');
  return `sequences-${digits(shard + 1)}-of-${digits(shards)}.arrow`;
}

/** Whether a file of a dataset can have this name. */
export function isDatasetFile(name: string): boolean {
  const parts: readonly string[] = [MANIFEST, ITEMS, SEQUENCES, UNTRAINED_ITEMS_FILE, USERS];
  return parts.includes(name) || SHARD_FILE.test(name);
}

/** The files of sequences, in order. @throws SeqrecDataError `artifact-corrupt` unless they are there once each. */
export function sequenceFiles(files: FileHashes, manifestFile: string): readonly string[] {
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
