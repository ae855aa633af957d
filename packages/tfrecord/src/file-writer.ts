import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip } from 'node:zlib';
import type { Compression } from './compression.js';
import { crc32cOfView, maskCrc } from './crc32c.js';
import { FRAME_FOOTER, FRAME_HEADER } from './frame.js';
import { TemporaryFile, writeFailed } from './temporary-file.js';

/** Frames are gathered to this size before they go to the file: fewer system calls, and still little memory. */
const BUFFER_BYTES = 256 * 1024;

/** Where framed bytes go: the file, or a compressor before it. */
interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** Writes framed records to one file, which appears under its name when it is whole. */
export class FileWriter {
  readonly path: string;
  readonly #file: TemporaryFile;
  readonly #sink: Sink;
  #buffer = Buffer.alloc(BUFFER_BYTES);
  #view = viewOf(this.#buffer);
  #length = 0;
  #flushed: Promise<void> = Promise.resolve();

  private constructor(file: TemporaryFile, compression: Compression) {
    this.path = file.path;
    this.#file = file;
    this.#sink = compression === 'none' ? plainSink(file) : compressedSink(file, compression);
  }

  static async create(path: string, compression: Compression): Promise<FileWriter> {
    return new FileWriter(await TemporaryFile.create(path), compression);
  }

  /** Takes a copy of `record` at once; resolves when there is room for the next. */
  write(record: Uint8Array): Promise<void> {
    const size = FRAME_HEADER + record.length + FRAME_FOOTER;
    if (this.#length + size > this.#buffer.length) {
      this.#flush();
      if (size > this.#buffer.length) {
        this.#buffer = Buffer.alloc(size);
        this.#view = viewOf(this.#buffer);
      }
      this.#frame(record);
      return this.#flushed;
    }
    this.#frame(record);
    return Promise.resolve();
  }

  /** Writes what is left and gives the file its name. */
  async close(): Promise<void> {
    try {
      this.#flush();
      await this.#flushed;
      await this.#sink.end();
    } catch (cause) {
      await this.#file.discard();
      throw writeFailed(this.path, cause);
    }
    await this.#file.commit();
  }

  /** Leaves no trace of the file. */
  async abort(): Promise<void> {
    await this.#flushed.catch(() => {});
    await this.#file.discard();
  }

  #frame(record: Uint8Array): void {
    const start = this.#length;
    const data = start + FRAME_HEADER;
    const end = data + record.length;
    this.#view.setUint32(start, record.length, true);
    this.#view.setUint32(start + 4, Math.floor(record.length / 0x1_0000_0000), true);
    this.#view.setUint32(start + 8, maskCrc(crc32cOfView(this.#view, start, start + 8)), true);
    this.#buffer.set(record, data);
    this.#view.setUint32(end, maskCrc(crc32cOfView(this.#view, data, end)), true);
    this.#length = end + FRAME_FOOTER;
  }

  #flush(): void {
    if (this.#length === 0) return;
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.alloc(BUFFER_BYTES);
    this.#view = viewOf(this.#buffer);
    this.#length = 0;
    this.#flushed = this.#flushed
      .then(() => this.#sink.write(bytes))
      .catch((cause: unknown) => {
        throw writeFailed(this.path, cause);
      });
    // The failure reaches the caller through `write` or `close`; until then it is not unhandled.
    this.#flushed.catch(() => {});
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function plainSink(file: TemporaryFile): Sink {
  return {
    write: (bytes) => file.handle.writeFile(bytes),
    end: async () => {},
  };
}

function compressedSink(file: TemporaryFile, compression: 'gzip' | 'zlib'): Sink {
  const compressor = compression === 'gzip' ? createGzip() : createDeflate();
  const written = pipeline(compressor, async (chunks) => {
    for await (const chunk of chunks) await file.handle.writeFile(chunk);
  });
  written.catch(() => {});
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        compressor.write(bytes, (error) => {
          if (error === null || error === undefined) resolve();
          // The compressor only says that it was stopped; the file says why.
          else written.then(() => reject(error), reject);
        });
      }),
    end: async () => {
      compressor.end();
      await written;
    },
  };
}
