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
  add('catalogue', Buffer.from(itemLines));
  add('users', Buffer.from(JSON.stringify(sequences.userIds)));
  for (const [name, array] of hashedColumns(sequences)) add(name, bytesOf(array));
  return hash.digest('hex');
}

/** The bytes of a named part of the content. */
export interface HashedPart {
  readonly name: string;
  readonly bytes: number;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The hash of {@link contentHash} for content that is not in memory: users, then the {@link hashedColumns}, in order. */
export async function streamedContentHash(
  itemLines: string,
  parts: Iterable<HashedPart>,
): Promise<string> {
  const hash = createHash('sha256');
  const catalogue = Buffer.from(itemLines);
  const first: HashedPart = {
    ...{ name: 'catalogue', bytes: catalogue.byteLength, content: [catalogue] },
  };
  for (const { name, bytes, content } of [first, ...parts]) {
    hash.update(`${name} ${bytes}\n`);
    for await (const part of content) hash.update(part);
  }
  return hash.digest('hex');
}

/** The columns that are hashed, by the names under which they are. */
export function hashedColumns(
  sequences: Sequences,
): readonly (readonly [name: string, column: Int32Array | Float32Array | Timestamps])[] {
  const { timestamps, values, dislikes } = sequences;
  const columns = [
    ...columnsOf('likes', sequences),
    [timeName('timestamps', timestamps), timestamps] as const,
    ['values', values] as const,
    ...(dislikes === undefined ? [] : columnsOf('dislikes', dislikes)),
    [timeName('dislikes.timestamps', dislikes?.timestamps), dislikes?.timestamps] as const,
  ];
  return columns.flatMap(([name, array]) => (array === undefined ? [] : [[name, array] as const]));
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
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
