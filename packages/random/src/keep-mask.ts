import { Random } from './random.js';

/** Names the stream of one mask: two words, cheap to derive from and to send to another thread. */
export type MaskKey = readonly [number, number];

/** The key of the n-th mask that a forward pass draws at a dropout site. */
export function maskKey(seed: number, site: string, occurrence: number): MaskKey {
  const random = Random.of(seed, 'dropout', site, occurrence);
  return [random.uint32(), random.uint32()];
}

/**
 * Fills a dropout keep-mask of `rows` equal parts: each byte is 1 with probability `1 - rate`, else 0. The part of a
 * row is a function of key, step and `firstRow + row` alone, so a batch gets the same masks, whole or in pieces.
 *
 * The probability is exact to 1/65,536, half a step of the 15 random bits that each byte compares with a threshold.
 */
export function fillKeepMask(
  mask: Uint8Array,
  rate: number,
  rows: number,
  stream: { readonly key: MaskKey; readonly step: number; readonly firstRow: number },
): void {
  const { key, step, firstRow } = stream;
  const width = mask.length / rows;
  for (let row = 0; row < rows; row += 1) {
    const random = Random.of(key[0], key[1], step, firstRow + row);
    fillRow(mask.subarray(row * width, (row + 1) * width), rate, random);
  }
}

function fillRow(row: Uint8Array, rate: number, random: Random): void {
  const threshold = Math.round((1 - rate) * 0x8000);
  if (row.byteOffset % 4 === 0 && row.length % 4 === 0) {
    fillQuads(new Int32Array(row.buffer, row.byteOffset, row.length / 4), threshold, random);
    return;
  }
  const quads = new Int32Array(Math.ceil(row.length / 4));
  fillQuads(quads, threshold, random);
  row.set(new Uint8Array(quads.buffer, 0, row.length));
}

/**
 * Two words of the stream make four bytes: the low halves of both, then the high halves. One operation compares both
 * halves of a word: adding `2^15 - threshold` carries into the top bit of those halves that reach the threshold.
 *
 * The loop repeats `Random.uint32` (sfc32) on local variables, and each `| 0` marks a sum as an int32: 1.6 million
 * bytes take 1.1 ms, without the `| 0` 3 ms, and through the object ten times as long.
 */
function fillQuads(quads: Int32Array, threshold: number, random: Random): void {
  const carry = Math.imul(0x8000 - threshold, 0x0001_0001) | 0;
  const { state } = random;
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let counter = state[3] | 0;
  const count = quads.length | 0;
  for (let i = 0; i < count; i = (i + 1) | 0) {
    const first = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + first) | 0;
    const second = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + second) | 0;
    quads[i] =
      ((~(((first & 0x7fff_7fff) + carry) | 0) >>> 15) & 0x0001_0001) |
      ((~(((second & 0x7fff_7fff) + carry) | 0) >>> 7) & 0x0100_0100);
  }
}
