import { startsWithFrame } from '@org/tfrecord';

/** The first bytes, in hexadecimal, of compressed files that cannot be read here. */
const MAGIC: readonly (readonly [string, string])[] = [
  ['28b52ffd', 'zstd'],
  ['fd377a585a00', 'xz'],
  ['04224d18', 'lz4'],
  ['504b0304', 'zip'],
  ['377abcaf271c', '7-Zip'],
  ['1f9d', 'compress'],
];

/** The name of a compression that cannot be read, by the first bytes of a file; undefined for any other file. */
export function otherCompression(head: Uint8Array): string | undefined {
  if (startsWithFrame(head)) return undefined;
  const start = Buffer.from(head.subarray(0, 10));
  const hex = start.toString('hex');
  // A text may start with BZh; the six bytes after it are the digits of pi.
  if (/^425a683.314159265359/.test(hex)) return 'bzip2';
  return MAGIC.find(([magic]) => hex.startsWith(magic))?.[1];
}
