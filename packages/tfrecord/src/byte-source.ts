import { DecompressionError } from './decompression-error.js';
import { TFRecordError } from './error.js';

/** A source of bytes that reads only on request, never ahead. */
export interface ByteSource {
  /** Reads into `room` and returns the number of bytes read; 0 at the end. */
  read(room: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** The bytes of a stream or of any other iterable of chunks. */
export function chunkSource(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): ByteSource {
  const iterator = asyncIteratorOf(chunks);
  let chunk: Uint8Array = new Uint8Array(0);
  return {
    read: async (room) => {
      while (chunk.length === 0) {
        const next = await iterator.next().catch((cause: unknown) => {
          throw readFailed(name, cause);
        });
        if (next.done === true) return 0;
        if (!((next.value as unknown) instanceof Uint8Array)) {
          throw new TFRecordError(
            'read-failed',
            `a stream of bytes is needed, this one yields ${typeof next.value}: leave its encoding unset`,
            { file: name },
          );
        }
        chunk = next.value;
      }
      const count = Math.min(room.length, chunk.length);
      room.set(chunk.subarray(0, count));
      chunk = chunk.subarray(count);
      return count;
    },
    close: async () => {
      await iterator.return(undefined);
    },
  };
}

/** The rest of a source as chunks; closes the source when done. */
export async function* chunksOf(
  source: ByteSource,
  chunkBytes: number,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const chunk = new Uint8Array(chunkBytes);
      const count = await source.read(chunk);
      if (count === 0) return;
      yield chunk.subarray(0, count);
    }
  } finally {
    await source.close();
  }
}

async function* asyncIteratorOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** The error for a source that cannot be read. */
export function readFailed(file: string, cause: unknown): unknown {
  // Our own errors already say more.
  if (cause instanceof TFRecordError || cause instanceof DecompressionError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TFRecordError('read-failed', `cannot read: ${reason}`, { file, cause });
}
