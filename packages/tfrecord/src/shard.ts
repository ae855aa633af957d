import { TFRecordError } from './error.js';

/** The endings that stay at the end of a shard's name. */
const EXTENSION = /(\.tfrecords?)?(\.gz|\.zlib)?$/;

/**
 * The path of one of several shards, which are numbered from 0.
 *
 * @example shardPath('name', 3, 16) // 'name-00003-of-00016'
 * @example shardPath('out/sessions.tfrecord.gz', 0, 4) // 'out/sessions-00000-of-00004.tfrecord.gz'
 */
export function shardPath(path: string, shard: number, shards: number): string {
  if (!Number.isSafeInteger(shard) || shard < 0 || !(shard < shards)) {
    throw new TFRecordError('invalid-option', `there is no shard ${shard} of ${shards}`);
  }
  const extension = EXTENSION.exec(path)?.[0] ?? '';
  const stem = path.slice(0, path.length - extension.length);
  return `${stem}-${fiveDigits(shard)}-of-${fiveDigits(shards)}${extension}`;
}

function fiveDigits(value: number): string {
  return String(value).padStart(5, '0');
}
