import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { extname, join } from 'node:path';
import {
  type Fields,
  FileError,
  readError,
  readVersionedJson,
  sha256,
  writeFileAtomically,
} from '@org/files';
import { z } from 'zod';
import { ExecutorError } from './error.js';
import type { Shard, ShardRange } from './shard.js';

const FORMAT_VERSION = 1;

/** Everything that decides the bytes of a result, as plain JSON: hashes of data and models, settings. */
export type ShardInputs = Readonly<Record<string, unknown>>;

/** Describes the file of a shard, which is beside it. It is written after the file, so a shard with one is whole. */
export interface ShardManifest {
  readonly formatVersion: typeof FORMAT_VERSION;
  /** 1 to `shards`. */
  readonly shard: number;
  readonly shards: number;
  /** What the shard holds, e.g. users `from` to `to - 1` of `total`. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly inputs: ShardInputs;
  /** SHA-256 of `inputs`, as hex. */
  readonly key: string;
  readonly bytes: number;
  /** SHA-256 of the file, as hex. */
  readonly sha256: string;
  /** Counts that add up over the shards, e.g. of lists. */
  readonly counts: Readonly<Record<string, number>>;
}

const count = z.int().min(0);

const manifestSchema = z.object({
  formatVersion: z.literal(FORMAT_VERSION),
  shard: z.int().min(1),
  shards: z.int().min(1),
  from: count,
  to: count,
  total: count,
  inputs: z.record(z.string(), z.unknown()),
  key: z.string(),
  bytes: count,
  sha256: z.string(),
  counts: z.record(z.string(), count),
} satisfies Fields<ShardManifest>);

/** A shard of a result, and what it is made from. */
export interface ShardPlace {
  /** The file that the shards become when they are merged. */
  readonly output: string;
  readonly shard: Shard;
  readonly inputs: ShardInputs;
}

/** The directory of the shards of a result: `lists.jsonl.shards` for `lists.jsonl`. */
export function shardDirectory(output: string): string {
  return `${output}.shards`;
}

/** The paths of a shard's file and manifest: `lists.jsonl.shards/00002-of-00008.jsonl`, and the same with `.json`. */
export function shardPaths(
  output: string,
  { index, count: shards }: Shard,
): { readonly file: string; readonly manifest: string } {
  const digits = (number: number): string => String(number).padStart(5, '0');
  const name = join(shardDirectory(output), `${digits(index)}-of-${digits(shards)}`);
  return { file: `${name}.part${extname(output)}`, manifest: `${name}.json` };
}

/** The manifest of a shard that is already there, whole and from the same inputs; undefined if it has to be made. */
export async function finishedShard({
  output,
  shard,
  inputs,
}: ShardPlace): Promise<ShardManifest | undefined> {
  const { file, manifest: path } = shardPaths(output, shard);
  try {
    const manifest = await readManifest(path);
    const isSame = manifest.shard === shard.index && manifest.shards === shard.count;
    if (!isSame || manifest.key !== keyOf(inputs)) return undefined;
    const { sha256: hash } = await hashed(file, createReadStream(file));
    return hash === manifest.sha256 ? manifest : undefined;
  } catch (error) {
    // It is made again.
    if (error instanceof FileError || error instanceof ExecutorError) return undefined;
    throw error;
  }
}

/** What a shard holds. */
export interface ShardContent extends ShardRange {
  readonly total: number;
  readonly content: AsyncIterable<string | Uint8Array>;
  /** Read after the content. */
  readonly counts?: (() => Readonly<Record<string, number>>) | undefined;
}

/**
 * Writes the file of a shard and then its manifest, each whole or not at all. A shard of the same number that was there
 * before is replaced.
 *
 * @throws FileError `write-failed`. Errors of the content pass through unchanged, and nothing is written.
 */
export async function writeShard(
  { output, shard, inputs }: ShardPlace,
  { from, to, total, content, counts }: ShardContent,
): Promise<ShardManifest> {
  const paths = shardPaths(output, shard);
  const hash = createHash('sha256');
  let bytes = 0;
  await writeFileAtomically(
    paths.file,
    (async function* () {
      for await (const part of content) {
        const buffer = typeof part === 'string' ? Buffer.from(part) : part;
        hash.update(buffer);
        bytes += buffer.byteLength;
        yield buffer;
      }
    })(),
  );
  const manifest: ShardManifest = {
    formatVersion: FORMAT_VERSION,
    shard: shard.index,
    shards: shard.count,
    ...{ from, to, total, inputs, key: keyOf(inputs), bytes },
    sha256: hash.digest('hex'),
    counts: counts?.() ?? {},
  };
  await writeFileAtomically(paths.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

/**
 * Reads the manifest of a shard.
 *
 * @throws FileError `missing`, `read-failed`, `not-json`, `version`; ExecutorError `damaged-shard`.
 */
export async function readManifest(path: string): Promise<ShardManifest> {
  const value = await readVersionedJson(path, {
    version: FORMAT_VERSION,
    reader: '@org/executor',
    renew: 'make the shard again',
  });
  const checked = manifestSchema.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new ExecutorError(
      'damaged-shard',
      `${path} does not describe a shard (${issue?.path.join('.')}: ${issue?.message}); remove it and make the shard again`,
      checked.error,
    );
  }
  return checked.data;
}

/** Reads a file to its end for its hash. */
async function hashed(file: string, content: AsyncIterable<Buffer>): Promise<{ sha256: string }> {
  const hash = createHash('sha256');
  try {
    for await (const part of content) hash.update(part);
  } catch (cause) {
    throw readError(file, cause);
  }
  return { sha256: hash.digest('hex') };
}

/** SHA-256 of inputs; the order of their names does not matter. */
function keyOf(inputs: ShardInputs): string {
  const sorted = Object.entries(JSON.parse(JSON.stringify(inputs)) as ShardInputs).sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  return sha256(JSON.stringify(sorted));
}
