import type { Compression } from './compression.js';
import { TFRecordError } from './error.js';
import { FileWriter } from './file-writer.js';
import { shardPath } from './shard.js';

export interface WriteOptions {
  /** Default: `'gzip'` when the path ends in `.gz`, else `'none'`. */
  readonly compression?: Compression;
  /** The number of files to deal the records out to in turn, named by {@link shardPath}. Default: one file named `path`. */
  readonly shards?: number;
}

export interface WriteSummary {
  readonly paths: readonly string[];
  readonly records: number;
}

/**
 * Writes records to a file, or deals them out to shards. Await each `write`: it waits while the disk is behind.
 * Nothing stands under the final names until `close`; after a failure, or `abort`, nothing ever does.
 */
export class RecordWriter {
  readonly #files: readonly FileWriter[];
  #records = 0;
  #closed = false;

  private constructor(files: readonly FileWriter[]) {
    this.#files = files;
  }

  static async open(path: string, options: WriteOptions = {}): Promise<RecordWriter> {
    const { compression = path.endsWith('.gz') ? 'gzip' : 'none', shards } = options;
    const paths =
      shards === undefined
        ? [path]
        : Array.from({ length: shards }, (_, shard) => shardPath(path, shard, shards));
    if (paths.length === 0 || !['none', 'gzip', 'zlib'].includes(compression)) {
      throw new TFRecordError('invalid-option', '');
    }
    const files: FileWriter[] = [];
    try {
      for (const each of paths) files.push(await FileWriter.create(each, compression));
    } catch (error) {
      await Promise.all(files.map((file) => file.abort()));
      throw error;
    }
    return new RecordWriter(files);
  }

  write(record: Uint8Array): Promise<void> {
    const file = this.#files[this.#records % this.#files.length];
    if (file === undefined || this.#closed) {
      return Promise.reject(new TFRecordError('invalid-option', 'the writer is closed'));
    }
    this.#records += 1;
    return file.write(record);
  }

  async close(): Promise<WriteSummary> {
    this.#closed = true;
    const paths: string[] = [];
    for (const file of this.#files) {
      await file.close();
      paths.push(file.path);
    }
    return { paths, records: this.#records };
  }

  async abort(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#files.map((file) => file.abort()));
  }
}
