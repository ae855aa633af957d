import { AtomicFile } from '@org/files';
import { type ByteSink, fileSink } from './byte-sink.js';
import type { Compression } from './compression.js';
import { frameSize, writeFrame } from './frame.js';
import { writeFailed } from './write-failed.js';

/** Frames are buffered up to this size, which saves system calls and takes little memory. */
const BUFFER_BYTES = 256 * 1024;

/** Writes framed records to one file. */
export class FileWriter {
  readonly #file: AtomicFile;
  readonly #sink: ByteSink;
  #bytes = new Uint8Array(BUFFER_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #flushed: Promise<void> = Promise.resolve();

  private constructor(file: AtomicFile, compression: Compression) {
    this.#file = file;
    this.#sink = fileSink(file.handle, compression);
  }

  static async create(path: string, compression: Compression): Promise<FileWriter> {
    try {
      return new FileWriter(await AtomicFile.create(path), compression);
    } catch (cause) {
      throw writeFailed(path, cause);
    }
  }

  get path(): string {
    return this.#file.path;
  }

  /** Copies `record` at once; resolves when there is room for another. */
  write(record: Uint8Array): Promise<void> {
    const size = frameSize(record.length);
    const isFull = this.#length + size > this.#bytes.length;
    if (isFull) this.#flush(size);
    writeFrame(this.#bytes, this.#view, this.#length, record);
    this.#length += size;
    return isFull ? this.#flushed : Promise.resolve();
  }

  /** Writes the rest of the buffer and forces the file to disk. */
  async finish(): Promise<void> {
    try {
      this.#flush(0);
      await this.#flushed;
      await this.#sink.end();
      await this.#file.seal();
    } catch (cause) {
      throw writeFailed(this.path, cause);
    }
  }

  /** Gives a finished file its name. */
  async publish(): Promise<void> {
    try {
      await this.#file.publish();
    } catch (cause) {
      throw writeFailed(this.path, cause);
    }
  }

  /** Removes a file that was not published. */
  async discard(): Promise<void> {
    await this.#flushed.catch(() => {});
    await this.#file.discard();
  }

  /** Starts to write the buffer, and makes a new one with room for a frame of `size` bytes. */
  #flush(size: number): void {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(Math.max(size, BUFFER_BYTES));
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    this.#flushed = this.#flushed
      .then(() => this.#sink.write(bytes))
      .catch((cause: unknown) => {
        throw writeFailed(this.path, cause);
      });
    // A failure reaches the caller through `write` or `finish`; until then it must not count as unhandled.
    this.#flushed.catch(() => {});
  }
}
