import { isAscii } from 'node:buffer';
import type { TextDecoder } from 'node:util';
import { SeqrecDataError } from '../../error.js';
import { type ReadOptions, reportUnread } from '../source.js';
import { BrokenFileError, readByteBlocks } from './byte-blocks.js';
import {
  type DecodeLines,
  goodBytes,
  hexByte,
  lineDecoder,
  OTHER_ENCODING,
  type TextEncoding,
  utf16Decoder,
} from './encoding.js';

export interface LineBlock {
  /** The lines, without their ends. */
  readonly lines: readonly string[];
  /** The number of the first of them, counted from 1. */
  readonly firstLine: number;
}

/** A longer line is not text. Without a limit, a binary file would fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const NEWLINE = 10;

export interface LineOptions extends ReadOptions {
  /** Default UTF-8. */
  readonly encoding?: TextEncoding | undefined;
  /** Called for a file of UTF-16, with the name of its byte order. */
  readonly onUtf16?: ((encoding: TextEncoding) => void) | undefined;
}

/**
 * The lines of a text file, in blocks. Lines end with `\n` or `\r\n`, in any mixture. A byte-order mark is left out, and so
 * is the empty line after a last line end.
 */
export async function* readLineBlocks(
  file: string,
  options: LineOptions = {},
): AsyncGenerator<LineBlock> {
  const encoding = options.encoding ?? 'utf-8';
  const decodeLines = lineDecoder(encoding);
  let firstLine = 1;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const decode = (bytes: Buffer): LineBlock => {
    const content = firstLine === 1 ? withoutMark(bytes) : bytes;
    const text = decodeText(content, decodeLines, (line, at, byte) => {
      const where = `${file}:${firstLine + line}`;
      return new SeqrecDataError(
        'bad-file',
        `${where}: byte ${at + 1} (${hexByte(byte)}) of the line is not ${encoding} text`,
        {
          file,
          line: firstLine + line,
          advice: OTHER_ENCODING,
        },
      );
    });
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i += 1) {
      const line = lines[i];
      if (line?.endsWith('\r')) lines[i] = line.slice(0, -1);
    }
    const block = { lines, firstLine };
    firstLine += lines.length;
    return block;
  };

  const sound = soundBlocks(readByteBlocks(file, options), (error) => {
    // The last line may be cut.
    pending = [];
    const part = { file, after: firstLine - 1, unit: 'line', restOfFile: true } as const;
    reportUnread({ ...part, reason: error.reason }, options);
  });
  for await (const block of inAscii(sound, encoding, { file, onUtf16: options.onUtf16 })) {
    const end = block.lastIndexOf(NEWLINE);
    if (end < 0) {
      pending.push(block);
      pendingBytes += block.length;
      if (pendingBytes > MAX_LINE_BYTES) {
        throw new SeqrecDataError(
          'bad-file',
          `${file}:${firstLine}: the line is longer than ${MAX_LINE_BYTES} bytes; is this a text file?`,
          { file, line: firstLine },
        );
      }
      continue;
    }
    const whole = block.subarray(0, end);
    const bytes = pending.length === 0 ? whole : Buffer.concat([...pending, whole]);
    pending = end + 1 < block.length ? [block.subarray(end + 1)] : [];
    pendingBytes = block.length - end - 1;
    yield decode(bytes);
  }
  if (pending.length > 0) yield decode(Buffer.concat(pending));
}

/** The blocks up to their end or to a {@link BrokenFileError}, for which `onBroken` is called. */
async function* soundBlocks(
  blocks: AsyncIterable<Buffer>,
  onBroken: (error: BrokenFileError) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* blocks;
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
    onBroken(error);
  }
}

/** Blocks in which a line end is one byte: UTF-16 is converted to UTF-8, other blocks are unchanged. */
async function* inAscii(
  blocks: AsyncIterable<Buffer>,
  encoding: TextEncoding,
  { file, onUtf16 }: Pick<LineOptions, 'onUtf16'> & { readonly file: string },
): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let first = true;
  for await (const block of blocks) {
    if (first) {
      decoder = utf16Decoder(block, encoding);
      if (decoder !== undefined) onUtf16?.(decoder.encoding);
    }
    first = false;
    yield decoder === undefined ? block : transcode(decoder, block, file);
  }
  if (decoder !== undefined) transcode(decoder, undefined, file);
}

function transcode(decoder: TextDecoder, block: Buffer | undefined, file: string): Buffer {
  try {
    return Buffer.from(decoder.decode(block, { stream: block !== undefined }));
  } catch (cause) {
    throw new SeqrecDataError('bad-file', `${file} is not ${decoder.encoding} text throughout`, {
      file,
      cause,
    });
  }
}

type DecodeError = (line: number, at: number, byte: number | undefined) => Error;

function decodeText(bytes: Buffer, decode: DecodeLines, error: DecodeError): string {
  // One-byte strings are half the size and faster to split.
  if (isAscii(bytes)) return bytes.toString('latin1');
  try {
    return decode(bytes);
  } catch {
    for (let line = 0, start = 0; ; line += 1) {
      const newline = bytes.indexOf(NEWLINE, start);
      const own = bytes.subarray(start, newline < 0 ? bytes.length : newline);
      const good = goodBytes(own, decode);
      if (good < own.length || newline < 0) throw error(line, good, own[good]);
      start = newline + 1;
    }
  }
}

function withoutMark(bytes: Buffer): Buffer {
  const [first, second, third] = bytes;
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}
