import { DecompressionError } from './decompression-error.js';
import { TFRecordError } from './error.js';
import { inflated } from './inflate.js';

/**
 * Decompresses gzip or zlib data of one or several members, whatever they contain. At damage or an early end, it first
 * yields everything decompressed so far and then throws a `TFRecordError` (`'truncated'`, `'bad-compression'`,
 * `'trailing-bytes'`). An error of `chunks` passes through unchanged.
 *
 * @example
 * for await (const bytes of decompress(createReadStream('ratings.csv.gz'), 'gzip')) ...
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
  try {
    yield* inflated(chunks, compression);
  } catch (error) {
    if (!(error instanceof DecompressionError)) throw error;
    throw new TFRecordError(error.code, error.message, { cause: error });
  }
}
