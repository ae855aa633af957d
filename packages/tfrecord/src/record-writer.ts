import type { Compression } from './compression.js';
import { TFRecordError } from './error.js';
import { FileWriter } from './file-writer.js';
import { shardPath } from './shard.js';

export interface WriteOptions {
  /** Default: `'gzip'` when the path ends in `.gz`, else `'none'`. */
  readonly compression?: Compression;
  /** The number of files to deal the records out to in turn, named by `shardPath`. Default: one file, named `path`. */
  readonly shards?: number;
}

export interface WriteSummary {
  /** The files, in the order of their shards. */
  readonly paths: readonly string[];
  readonly records: number;
}

/**
 * Writes records to a file, or deals them out to shards. Nothing stands under the final names until `close`.
 *
 * @example
 * const writer = await RecordWriter.open('out.tfrecord.gz');
 * await writer.write(new Uint8Array([1, 2, 3])); // waits while the disk is behind
 * await writer.close(); // { paths: ['out.tfrecord.gz'], records: 1 }
 */
export class RecordWriter {
  readonly #files: readonly FileWriter[];
  #records = 0;
  #isOpen = true;

  private constructor(files: readonly FileWriter[]) {
    this.#files = files;
  }

  static async open(path: string, options: WriteOptions = {}): Promise<RecordWriter> {
    const { compression = path.endsWith('.gz') ? 'gzip' : 'none', shards } = options;
    if (shards !== undefined && (!Number.isSafeInteger(shards) || shards < 1)) {
      throw new TFRecordError(
        'invalid-option',
        `shards is a number of files from 1 up, got ${shards}`,
      );
    }
    const paths =
      shards === undefined
        ? [path]
        : Array.from({ length: shards }, (_, shard) => shardPath(path, shard, shards));
    const files: FileWriter[] = [];
    try {
      for (const each of paths) files.push(await FileWriter.create(each, compression));
    } catch (error) {
      await Promise.all(files.map((file) => file.discard()));
      throw error;
    }
    return new RecordWriter(files);
  }

  /** Takes a copy of `record`; resolves when there is room for the next. */
  write(record: Uint8Array): Promise<void> {
    const file = this.#files[this.#records % this.#files.length];
    if (file === undefined || !this.#isOpen) {
      return Promise.reject(new TFRecordError('write-failed', 'the writer is closed'));
    }
    this.#records += 1;
    return file.write(record);
  }

  /** Writes what is left, and only when every file is whole gives all of them their names. */
  async close(): Promise<WriteSummary> {
    this.#isOpen = false;
    try {
      for (const file of this.#files) await file.finish();
      for (const file of this.#files) await file.publish();
    } catch (error) {
      await this.abort();
      throw error;
    }
    return { paths: this.#files.map(({ path }) => path), records: this.#records };
  }

  /** Gives up: removes what was written. Files that stood under the names before stay as they were. */
  async abort(): Promise<void> {
    this.#isOpen = false;
    await Promise.all(this.#files.map((file) => file.discard()));
  }
}
