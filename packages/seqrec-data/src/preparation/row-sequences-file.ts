import { readFile, writeFile } from 'node:fs/promises';
import { readError, writeError } from '@org/files';
import type { RowSequences } from './row-sequences.js';

/** Sequences as rows, in a file for the time of a preparation. */
export class RowSequencesFile {
  readonly #path: string;
  #lengths: readonly number[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  async write({ users, offsets, rows }: RowSequences): Promise<void> {
    const parts = [users, offsets, rows];
    this.#lengths = parts.map(({ length }) => length);
    const bytes = parts.map(
      (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
    await writeFile(this.#path, Buffer.concat(bytes)).catch((cause: unknown) => {
      throw writeError(this.#path, cause);
    });
  }

  async read(): Promise<RowSequences> {
    const bytes = await readFile(this.#path).catch((cause: unknown) => {
      throw readError(this.#path, cause);
    });
    let at = 0;
    const next = (length = 0): Int32Array => {
      const part = new Int32Array(length);
      new Uint8Array(part.buffer).set(bytes.subarray(at, at + part.byteLength));
      at += part.byteLength;
      return part;
    };
    const [users, offsets, rows] = this.#lengths;
    return { users: next(users), offsets: next(offsets), rows: next(rows) };
  }
}
