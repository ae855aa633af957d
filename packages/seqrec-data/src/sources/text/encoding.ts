import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { type Advice, setting } from '../../advice.js';
import { SeqrecDataError } from '../../error.js';

/** A name of the Encoding standard, e.g. `utf-8`, `windows-1252`, `gbk`, `shift_jis`; `latin1` is ISO 8859-1. */
export type TextEncoding = string;

/** Advice for bytes that are not text of the encoding. */
export const OTHER_ENCODING: Advice = [
  'save the file as UTF-8, or name its encoding, e.g. ',
  [setting('encoding', 'windows-1252')],
];

/** Windows-1252 from 0x80 to 0x9f, which `TextDecoder` of Node 20 reads as Latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Decodes whole lines; throws a `TypeError` for bytes that are not text of the encoding. */
export type DecodeLines = (bytes: Buffer) => string;

/** The decoder of an encoding that contains ASCII. */
export function lineDecoder(encoding: TextEncoding): DecodeLines {
  if (/^(latin-?1|iso-?8859-1)$/i.test(encoding)) return (bytes) => bytes.toString('latin1');
  // UTF-16 has been converted to UTF-8 before.
  const decoder = decoderOf(isUtf16(encoding) ? 'utf-8' : encoding);
  if (decoder.encoding !== 'windows-1252') return (bytes) => decoder.decode(bytes);
  return (bytes) =>
    bytes
      .toString('latin1')
      .replace(
        /[\u0080-\u009f]/g,
        (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? '',
      );
}

/** The encoding, or undefined for UTF-8. */
export function notUtf8(encoding: TextEncoding | undefined): TextEncoding | undefined {
  return encoding === undefined || /^utf-?8$/i.test(encoding) ? undefined : encoding;
}

function isUtf16(encoding: TextEncoding): boolean {
  return /^utf-16/.test(decoderOf(encoding).encoding);
}

/** A decoder that throws for bytes that are not text of the encoding. An unknown name is an error. */
function decoderOf(encoding: TextEncoding): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch {
    throw new SeqrecDataError(
      'invalid-option',
      `no encoding ${JSON.stringify(encoding)}; names are those of the Encoding standard, such as utf-8, utf-16le, windows-1252, gbk, big5, shift_jis or euc-kr`,
    );
  }
}

/** The number of first bytes that are whole UTF-8 characters. */
export function goodUtf8(bytes: Buffer): number {
  let good = 0;
  for (let step = 65536; ; ) {
    let end = Math.min(good + step, bytes.length);
    // Not inside a character.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end += 1;
    if (isUtf8(bytes.subarray(good, end))) good = end;
    else if (step === 1) return good + wholeCharacter(bytes.subarray(good, good + 4));
    else step /= 16;
    if (good === bytes.length) return good;
  }
}

/** The length of the character that the bytes start with; 0 if they start with none. */
function wholeCharacter(bytes: Buffer): number {
  return [1, 2, 3, 4].find((length) => isUtf8(bytes.subarray(0, length))) ?? 0;
}

/** The number of first bytes of a line that can be decoded. */
export function goodBytes(line: Buffer, decode: DecodeLines): number {
  let good = 0;
  for (let length = 1; length <= line.length; length += 1) {
    try {
      decode(line.subarray(0, length));
      good = length;
    } catch {
      // Inside a character, or after a bad byte.
      if (length - good > 8) break;
    }
  }
  return good;
}

/** `0xe9`. */
export function hexByte(byte: number | undefined): string {
  return `0x${(byte ?? 0).toString(16).padStart(2, '0')}`;
}

/** The decoder of a file in UTF-16, by its byte-order mark or the name of its encoding; undefined for other files. */
export function utf16Decoder(
  [first, second]: Buffer,
  encoding: TextEncoding,
): TextDecoder | undefined {
  if (first === 0xff && second === 0xfe) return decoderOf('utf-16le');
  if (first === 0xfe && second === 0xff) return decoderOf('utf-16be');
  return isUtf16(encoding) ? decoderOf(encoding) : undefined;
}
