import { Random } from '@org/random';

/** Names the stream of one mask: words drawn once per place of dropout. */
export type MaskKey = readonly [number, number];

/** The key of the n-th mask that a forward pass asks for at a site. */
export function maskKey(seed: number, site: string, occurrence: number): MaskKey {
  const random = Random.of(seed, 'dropout', site, occurrence);
  return [random.uint32(), random.uint32()];
}

/**
 * Fills a dropout keep-mask of `rows` equal parts: each byte is 1 with probability `1 - rate`, else 0. The part of a
 * row is a function of key, step and `firstRow + row` alone, so a batch gets the same masks whether it is worked whole
 * or in pieces.
 *
 * The probability is met to 1/65,536: each byte compares 15 random bits with a threshold.
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

/**
 * Two words of the stream make four bytes: the low halves of both, then the high halves. Both halves of a word are
 * compared at once: adding `2^15 - threshold` carries into the top bit of those halves that reach the threshold.
 */
function fillRow(row: Uint8Array, rate: number, random: Random): void {
  const carry = Math.imul(0x8000 - Math.round((1 - rate) * 0x8000), 0x0001_0001);
  const aligned = row.byteOffset % 4 === 0 ? row.length >>> 2 : 0;
  const quads = new Int32Array(row.buffer, aligned === 0 ? 0 : row.byteOffset, aligned);

  // The body of `Random.uint32` (sfc32) on locals: through the object, a mask of 1.3 M takes ten times as long.
  let [a, b, c, counter] = random.state;
  for (let i = 0; i < quads.length; i += 1) {
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
      ((~((first & 0x7fff_7fff) + carry) >>> 15) & 0x0001_0001) |
      ((~((second & 0x7fff_7fff) + carry) >>> 7) & 0x0100_0100);
  }

  if (aligned * 4 === row.length) return;
  const rest = new Random([a, b, c, counter]);
  for (let i = aligned * 4; i < row.length; i += 4) {
    const first = rest.uint32();
    const second = rest.uint32();
    for (let byte = 0; byte < 4 && i + byte < row.length; byte += 1) {
      const word = byte % 2 === 0 ? first : second;
      const half = (byte < 2 ? word : word >>> 16) & 0x7fff;
      row[i + byte] = half + (carry & 0xffff) < 0x8000 ? 1 : 0;
    }
  }
}
