import type { Compression } from './compression.js';
import { TFRecordError } from './error.js';
import { FileWriter } from './file-writer.js';
import { shardPath } from './shard.js';

export interface WriteOptions {
  /** Default: `'gzip'` when the path ends in `.gz`, else `'none'`. */
  readonly compression?: Compression;
  /** The number of shards, which take turns and get their names from `shardPath`. Default: one file, named `path`. */
  readonly shards?: number;
}

export interface WriteSummary {
  /** The files, in the order of their shards. */
  readonly paths: readonly string[];
  readonly records: number;
}

/**
 * Writes records to a file, or to several shards in turn. No file has its final name before `close`.
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

  /** Copies `record`; resolves when there is room for the next. */
  write(record: Uint8Array): Promise<void> {
    const file = this.#files[this.#records % this.#files.length];
    if (file === undefined || !this.#isOpen) {
      return Promise.reject(new TFRecordError('write-failed', 'the writer is closed'));
    }
    this.#records += 1;
    return file.write(record);
  }

  /** Writes the rest, and gives the files their final names once all of them are whole. */
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

  /** Removes what was written. Earlier files with the same names stay unchanged. */
  async abort(): Promise<void> {
    this.#isOpen = false;
    await Promise.all(this.#files.map((file) => file.discard()));
  }
}
