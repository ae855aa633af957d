import { readFile } from 'node:fs/promises';
import { readError } from '@org/files';
import type { RowSequences } from './row-sequences.js';
import { type StageFile, StageWriter } from './stage-file.js';

/** Where sequences are as rows: a file, and the lengths of the arrays in it. Plain JSON. */
export interface StoredRows {
  readonly file: StageFile;
  /** The lengths of `users`, `offsets` and `rows`. */
  readonly lengths: readonly number[];
}

export async function writeRowSequences(
  path: string,
  { users, offsets, rows }: RowSequences,
): Promise<StoredRows> {
  const parts = [users, offsets, rows];
  const bytes = parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  const writer = new StageWriter(path);
  await writer.append(Buffer.concat(bytes));
  return { file: await writer.finish(), lengths: parts.map(({ length }) => length) };
}

export async function readRowSequences(
  path: string,
  { lengths }: StoredRows,
): Promise<RowSequences> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw readError(path, cause);
  });
  let at = 0;
  const next = (length = 0): Int32Array => {
    const part = new Int32Array(length);
    new Uint8Array(part.buffer).set(bytes.subarray(at, at + part.byteLength));
    at += part.byteLength;
    return part;
  };
  const [users, offsets, rows] = lengths;
  return { users: next(users), offsets: next(offsets), rows: next(rows) };
}
