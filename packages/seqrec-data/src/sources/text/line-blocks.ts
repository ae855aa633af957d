import { isAscii, isUtf8 } from 'node:buffer';
import { SeqrecDataError } from '../../error.js';
import { type ReadOptions, reportUnread } from '../source.js';
import { BrokenFileError, readByteBlocks } from './byte-blocks.js';

export type TextEncoding = 'utf-8' | 'latin1';

export interface LineBlock {
  /** Without their line ends. */
  readonly lines: readonly string[];
  /** The number of the first of them, counted from 1. */
  readonly firstLine: number;
}

/** A text line this long is no text: a binary file, or one without line ends, would otherwise fill the memory. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const NEWLINE = 10;

/**
 * The lines of a text file, in blocks. Ends with `\n` or `\r\n`, in any mixture; a byte order mark is left out; so is
 * the empty line after a last line end.
 */
export async function* readLineBlocks(
  file: string,
  options: ReadOptions & { readonly encoding?: TextEncoding | undefined } = {},
): AsyncGenerator<LineBlock> {
  const encoding = options.encoding ?? 'utf-8';
  let firstLine = 1;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const decode = (bytes: Buffer): LineBlock => {
    const text = decodeText(firstLine === 1 ? withoutMark(bytes, file) : bytes, encoding, () =>
      notUtf8(file, bytes, firstLine),
    );
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i += 1) {
      const line = lines[i];
      if (line?.endsWith('\r')) lines[i] = line.slice(0, -1);
    }
    const block = { lines, firstLine };
    firstLine += lines.length;
    return block;
  };

  for await (const block of soundBlocks(readByteBlocks(file, options), (error) => {
    // The line in which the data break off may be cut.
    pending = [];
    const part = { file, after: firstLine - 1, unit: 'line', restOfFile: true } as const;
    reportUnread({ ...part, reason: error.reason }, options);
  })) {
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

/** The blocks up to their end or a {@link BrokenFileError}, which `onBroken` is called with. */
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

function decodeText(bytes: Buffer, encoding: TextEncoding, error: () => Error): string {
  // One-byte strings are half the size and faster to split.
  if (encoding === 'latin1' || isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw error();
  return bytes.toString('utf8');
}

function withoutMark(bytes: Buffer, file: string): Buffer {
  const [first, second, third] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new SeqrecDataError('bad-file', `${file} is UTF-16 text; save it as UTF-8`, { file });
  }
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

function notUtf8(file: string, bytes: Buffer, firstLine: number): Error {
  let line = firstLine;
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (newline < 0 || !isUtf8(bytes.subarray(start, end))) break;
    line += 1;
    start = end + 1;
  }
  return new SeqrecDataError(
    'bad-file',
    `${file}:${line}: not UTF-8 text; save the file as UTF-8, or say that its encoding is latin1`,
    { file, line },
  );
}
