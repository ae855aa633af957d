import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createGzip } from 'node:zlib';
import type { Compression } from './compression.js';

/** Where bytes are written to, in order. */
export interface ByteSink {
  /** Resolves when the bytes are taken and may be overwritten. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes what is still held back. The file stays open. */
  end(): Promise<void>;
}

/** Writes to a file as it is, or through a compressor. */
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
          // The compressor knows only that it was stopped; the file knows why.
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
