import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip } from 'node:zlib';
import type { Compression } from './compression.js';

/** A destination that writes bytes in order. */
export interface ByteSink {
  /** Resolves when the caller may overwrite the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is still buffered. The file stays open. */
  end(): Promise<void>;
}

/** Writes to a file, directly or through a compressor. */
export function fileSink(file: FileHandle, compression: Compression): ByteSink {
  return compression === 'none' ? plainSink(file) : compressedSink(file, compression);
}

function plainSink(file: FileHandle): ByteSink {
  return {
    write: (bytes) => file.writeFile(bytes),
    end: async () => {},
  };
}

function compressedSink(file: FileHandle, compression: 'gzip' | 'zlib'): ByteSink {
  const compressor = compression === 'gzip' ? createGzip() : createDeflate();
  const written = pipeline(compressor, async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) await file.writeFile(chunk);
  });
  // A failure reaches the caller through `write` or `end`.
  written.catch(() => {});
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        compressor.write(bytes, (error) => {
          // The compressor's error says only that it was stopped; the file's error says why.
          if (error instanceof Error) written.then(() => reject(error), reject);
          else resolve();
        });
      }),
    end: async () => {
      compressor.end();
      await written;
    },
  };
}
