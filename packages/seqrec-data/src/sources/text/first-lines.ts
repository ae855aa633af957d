import { SeqrecDataError } from '../../error.js';
import { readByteBlocks } from './byte-blocks.js';
import { type TextEncoding, utf16Decoder } from './encoding.js';

/** Enough lines to detect a format; more would not change the result. */
const MAX_LINES = 5000;

/** The first bytes of a file, decompressed: up to 256 KiB. */
export async function firstBytes(path: string): Promise<Buffer> {
  for await (const block of readByteBlocks(path)) return block;
  return Buffer.alloc(0);
}

/**
 * The first lines of a text file, without empty ones, and without the last one, which may be cut. Bytes beyond ASCII are
 * read as Latin-1.
 */
export async function firstLines(
  path: string,
  encoding: TextEncoding = 'utf-8',
): Promise<readonly string[]> {
  const bytes = await firstBytes(path);
  const utf16 = utf16Decoder(bytes, encoding);
  const text = utf16
    ? utf16.decode(bytes, { stream: true }).replace(/^\uFEFF/, '')
    : bytes.toString('latin1').replace(/^\u00EF\u00BB\u00BF/, '');
  if (text.includes('\0')) {
    throw new SeqrecDataError('unknown-format', `${path} is neither text nor of any known format`, {
      file: path,
    });
  }
  const lines = text.split(/\r?\n/);
  return (lines.length > 1 ? lines.slice(0, -1) : lines)
    .filter((line) => line !== '')
    .slice(0, MAX_LINES);
}
