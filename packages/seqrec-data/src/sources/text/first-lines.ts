import { SeqrecDataError } from '../../error.js';
import { readByteBlocks } from './byte-blocks.js';
import { type TextEncoding, utf16Decoder } from './encoding.js';

/** As many say what a file holds; more would change nothing. */
const MAX_LINES = 5000;

/** The first bytes of a file, decompressed: up to 256 KiB, none of an empty file. */
export async function firstBytes(path: string): Promise<Buffer> {
  for await (const block of readByteBlocks(path)) return block;
  return Buffer.alloc(0);
}

/**
 * Lines from the start of a text file, without empty ones, and without the last that was read, as it may be cut. Bytes
 * beyond ASCII are read as Latin-1.
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
    throw new SeqrecDataError(
      'unknown-format',
      `${path} is no text, nor anything else that is known`,
      { file: path },
    );
  }
  const lines = text.split(/\r?\n/);
  return (lines.length > 1 ? lines.slice(0, -1) : lines)
    .filter((line) => line !== '')
    .slice(0, MAX_LINES);
}
