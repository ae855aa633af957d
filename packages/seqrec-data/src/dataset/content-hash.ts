import { createHash } from 'node:crypto';
import type { Sequences, Timestamps, UserItems } from './sequences.js';

/**
 * The SHA-256 of a dataset's content, as hex: the bytes of `items.jsonl`, the user ids and every column. It does not
 * depend on the file format of the columns.
 */
export function contentHash(itemLines: string, sequences: Sequences): string {
  const hash = createHash('sha256');
  const add = (name: string, bytes: Uint8Array): void => {
    hash.update(`${name} ${bytes.byteLength}\n`);
    hash.update(bytes);
  };
  const { userIds, timestamps, values, dislikes } = sequences;
  add('catalogue', Buffer.from(itemLines));
  add('users', Buffer.from(JSON.stringify(userIds)));
  for (const [name, array] of [
    ...columnsOf('likes', sequences),
    [timeName('timestamps', timestamps), timestamps] as const,
    ['values', values] as const,
    ...(dislikes === undefined ? [] : columnsOf('dislikes', dislikes)),
    [timeName('dislikes.timestamps', dislikes?.timestamps), dislikes?.timestamps] as const,
  ]) {
    if (array === undefined) continue;
    add(name, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}

function timeName(name: string, timestamps: Timestamps | undefined): string {
  return timestamps instanceof Float64Array ? `${name}.float64` : name;
}

function columnsOf(name: string, { offsets, items }: UserItems): [string, Int32Array][] {
  return [
    [`${name}.offsets`, offsets],
    [`${name}.items`, items],
  ];
}
