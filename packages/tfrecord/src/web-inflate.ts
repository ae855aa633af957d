import { damaged, endsEarly } from './decompression-error.js';

/** The compressed bytes of a portion. Damage loses what was inflated of its own portion, so each portion is small. */
const PORTION_BYTES = 16 * 1024;

/**
 * Inflates gzip or zlib data by `DecompressionStream`, which browsers have. It reads at most one chunk ahead.
 * Browsers refuse several gzip members in one file, which zlib of Node reads.
 */
export async function* inflatedByStream(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream(compression === 'gzip' ? 'gzip' : 'deflate');
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  let position = 0;
  let isWhole = false;
  let piece = settled(reader.read());
  /** The next inflated bytes; undefined if `event` comes first, or if all is read. */
  const beforeEvent = async (event: Promise<unknown>): Promise<Uint8Array | undefined> => {
    const none = () => undefined;
    try {
      const result = await Promise.race([piece, event.then(none, none)]);
      if (result === undefined || result.done) return undefined;
      piece = settled(reader.read());
      return result.value as Uint8Array;
    } catch (cause) {
      if (isWhole) throw endsEarly(compression);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw damaged(compression, { position }, reason, cause);
    }
  };
  async function* piecesBefore(event: Promise<unknown>): AsyncGenerator<Uint8Array> {
    for (let bytes = await beforeEvent(event); bytes; bytes = await beforeEvent(event)) yield bytes;
  }
  const portions = portionsOf(chunks);
  try {
    for (;;) {
      const coming = settled(portions.next());
      yield* piecesBefore(coming);
      const { done, value: portion } = await coming;
      if (done) break;
      position += portion.length;
      yield* piecesBefore(settled(writer.write(portion as Uint8Array<ArrayBuffer>)));
    }
    isWhole = true;
    void settled(writer.close());
    yield* piecesBefore(new Promise(() => {}));
  } finally {
    void settled(reader.cancel());
    void settled(writer.abort());
    // Not awaited: a portion may still be on its way.
    void settled(portions.return(undefined));
  }
}

/** A promise whose rejection may stay unread. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function* portionsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PORTION_BYTES) {
      yield chunk.subarray(at, at + PORTION_BYTES);
    }
  }
}
