import { ExecutorError } from './error.js';

/** One part of work that is cut into `count` parts. */
export interface Shard {
  /** 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** More shards than this are a mistake: each is a process and two files. */
const MOST_SHARDS = 99_999;

/**
 * Reads `2/8`.
 *
 * @throws ExecutorError `invalid-option`.
 */
export function parseShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index < 1 || shard.index > shard.count || shard.count > MOST_SHARDS) {
    throw new ExecutorError(
      'invalid-option',
      `a shard is written i/N with i from 1 to N and N at most ${MOST_SHARDS}, such as 2/8; got ${JSON.stringify(text)}`,
    );
  }
  return shard;
}

/** `2/8`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** All shards of `count`, in order. */
export function shardsOf(count: number): readonly Shard[] {
  return Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
}

/** A range of things that are counted from 0, without the one at `to`. */
export interface ShardRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of `total` things that belongs to a shard. Together the shards have each thing once, in order. Shards begin at
 * multiples of `unit`, e.g. the size of a batch, so that every batch is the same however many shards there are.
 *
 * @example
 * shardRange(10, { index: 2, count: 3 }); // { from: 3, to: 6 }
 */
export function shardRange(total: number, { index, count }: Shard, unit = 1): ShardRange {
  const units = Math.ceil(total / unit);
  const start = (place: number): number =>
    Math.min(total, unit * Math.floor((units * place) / count));
  return { from: start(index - 1), to: start(index) };
}
