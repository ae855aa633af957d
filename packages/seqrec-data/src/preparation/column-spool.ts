import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '@org/files';
import { bytesOf, type HashedPart, hashedColumns } from '../dataset/content-hash.js';
import type { Sequences } from '../dataset/sequences.js';

/** Keeps the columns of consecutive sequences in files, to hash each column as a whole. */
export class ColumnSpool {
  readonly #directory: string;
  readonly #sizes = new Map<string, number>();
  #users = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Adds the sequences that come next. */
  async add(sequences: Sequences): Promise<void> {
    const ids = sequences.userIds.map((id) => JSON.stringify(id)).join(',');
    await this.#append('users', Buffer.from(`${this.#users === 0 ? '[' : ','}${ids}`));
    this.#users += sequences.userIds.length;
    for (const [name, column] of hashedColumns(sequences)) {
      await this.#append(
        name,
        bytesOf(name.endsWith('.offsets') ? this.#moved(name, column) : column),
      );
    }
  }

  /** The whole columns, in the order of the hash. */
  async parts(): Promise<readonly HashedPart[]> {
    await this.#append('users', Buffer.from(this.#users === 0 ? '[]' : ']'));
    return [...this.#sizes].map(([name, bytes]) => ({
      ...{ name, bytes, content: createReadStream(join(this.#directory, name)) },
    }));
  }

  /** Offsets of one part begin at 0; those of the whole go on where the part before ended. */
  #moved(name: string, offsets: ArrayLike<number | bigint>): Int32Array {
    const items = name.replace('offsets', 'items');
    const before = (this.#sizes.get(items) ?? 0) / Int32Array.BYTES_PER_ELEMENT;
    const moved = Int32Array.from(offsets, (offset) => before + Number(offset));
    return this.#sizes.has(name) ? moved.subarray(1) : moved;
  }

  async #append(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#directory, name);
    await appendFile(path, bytes).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
    this.#sizes.set(name, (this.#sizes.get(name) ?? 0) + bytes.byteLength);
  }
}
