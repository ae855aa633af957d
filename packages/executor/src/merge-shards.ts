import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { readError, writeFileAtomically } from '@org/files';
import { ExecutorError } from './error.js';
import { shardName, shardsOf } from './shard.js';
import { readManifest, type ShardManifest, shardDirectory, shardPaths } from './shard-file.js';

export interface MergedShards {
  readonly shards: number;
  readonly bytes: number;
  /** What the shards hold together, e.g. all users. */
  readonly total: number;
  /** The sums of the shards' counts. */
  readonly counts: Readonly<Record<string, number>>;
}

const MANIFEST = /^(\d{5})-of-(\d{5})\.json$/;

/**
 * Writes the shards of a result, one after another, as one file. The shards stay. Nothing is written unless all are
 * there, once each, from the same inputs, and exactly as they were made.
 *
 * @throws ExecutorError `missing-shard`, `foreign-shard`, `damaged-shard`; FileError.
 */
export async function mergeShards(output: string): Promise<MergedShards> {
  const manifests = await wholeSet(output);
  await writeFileAtomically(output, contentOf(output, manifests));
  const counts: Record<string, number> = {};
  for (const manifest of manifests) {
    for (const [name, count] of Object.entries(manifest.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return {
    shards: manifests.length,
    bytes: manifests.reduce((sum, { bytes }) => sum + bytes, 0),
    total: manifests[0]?.total ?? 0,
    counts,
  };
}

/** The manifests of all shards, in order. */
async function wholeSet(output: string): Promise<readonly ShardManifest[]> {
  const directory = shardDirectory(output);
  const names = await readdir(directory).catch((cause: unknown) => {
    const error = readError(directory, cause);
    if (error.code !== 'missing') throw error;
    return [];
  });
  const numbers = names.flatMap((name) => {
    const [, index, count] = MANIFEST.exec(name) ?? [];
    return index === undefined ? [] : [{ index: Number(index), count: Number(count) }];
  });
  const [first] = numbers;
  if (first === undefined) {
    throw new ExecutorError('missing-shard', `${directory} holds no shard`);
  }
  const totals = [...new Set(numbers.map(({ count }) => count))].sort((a, b) => a - b);
  if (totals.length > 1) {
    throw new ExecutorError(
      'foreign-shard',
      `${directory} holds shards of ${listed(totals.map(String))}: remove those of another run`,
    );
  }
  const { count } = first;
  const present = new Set(numbers.map(({ index }) => index));
  const missing = shardsOf(count).filter(({ index }) => !present.has(index));
  if (missing.length > 0) {
    throw new ExecutorError(
      'missing-shard',
      `${directory} lacks ${missing.length === 1 ? 'shard' : 'shards'} ${listed(missing.map(shardName))}: make what is missing, then merge`,
    );
  }
  const manifests = await Promise.all(
    shardsOf(count).map((shard) => readManifest(shardPaths(output, shard).manifest)),
  );
  checkNumbers(directory, manifests);
  checkInputs(directory, manifests);
  checkRanges(directory, manifests);
  return manifests;
}

/** A shard that was copied over another. */
function checkNumbers(directory: string, manifests: readonly ShardManifest[]): void {
  manifests.forEach(({ shard, shards }, place) => {
    if (shard === place + 1 && shards === manifests.length) return;
    throw new ExecutorError(
      'foreign-shard',
      `${directory}: shard ${place + 1}/${manifests.length} is a copy of ${shard}/${shards}: make it again`,
    );
  });
}

function checkInputs(directory: string, manifests: readonly ShardManifest[]): void {
  const [first] = manifests;
  const other = manifests.find(({ key }) => key !== first?.key);
  if (first === undefined || other === undefined) return;
  const names = [...new Set([...Object.keys(first.inputs), ...Object.keys(other.inputs)])];
  const differences = names.filter(
    (name) => JSON.stringify(first.inputs[name]) !== JSON.stringify(other.inputs[name]),
  );
  const shown = differences.map(
    (name) =>
      `${name} ${JSON.stringify(other.inputs[name])} instead of ${JSON.stringify(first.inputs[name])}`,
  );
  throw new ExecutorError(
    'foreign-shard',
    `${directory}: shard ${other.shard}/${other.shards} was made from other inputs than shard 1 (${shown.join(', ')}): make all with the same`,
  );
}

function checkRanges(directory: string, manifests: readonly ShardManifest[]): void {
  let next = 0;
  for (const { shard, shards, from, to } of manifests) {
    if (from !== next || to < from) {
      throw new ExecutorError(
        'damaged-shard',
        `${directory}: shard ${shard}/${shards} begins at ${from}, expected ${next}: make it again`,
      );
    }
    next = to;
  }
  const total = manifests[0]?.total ?? 0;
  if (next === total) return;
  throw new ExecutorError(
    'damaged-shard',
    `${directory}: the shards hold ${next} of ${total}: make them again`,
  );
}

async function* contentOf(
  output: string,
  manifests: readonly ShardManifest[],
): AsyncGenerator<Buffer> {
  for (const { shard, shards, sha256 } of manifests) {
    const { file } = shardPaths(output, { index: shard, count: shards });
    const hash = createHash('sha256');
    const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20 });
    try {
      for await (const part of stream) {
        hash.update(part);
        yield part;
      }
    } catch (cause) {
      throw readError(file, cause);
    }
    if (hash.digest('hex') === sha256) continue;
    throw new ExecutorError(
      'damaged-shard',
      `${file} is not what was written: remove it and make shard ${shard}/${shards} again`,
    );
  }
}

function listed(texts: readonly string[]): string {
  const shown = texts.length > 6 ? [...texts.slice(0, 5), `${texts.length - 5} more`] : texts;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
