import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32c, maskCrc } from './crc32c.js';

/** CRC-32C bit by bit, as it is defined. */
function crc32cByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('crc32c', () => {
  it('gives the check value of the catalogue of CRCs', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });

  it('agrees with the definition on any part of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(20), fc.nat(20), (bytes, skip, cut) => {
        const start = Math.min(skip, bytes.length);
        const end = Math.max(start, bytes.length - cut);
        expect(crc32c(bytes, start, end)).toBe(crc32cByDefinition(bytes.subarray(start, end)));
      }),
    );
  });

  it('reads a part of a larger buffer in place', () => {
    const whole = Uint8Array.from([9, 9, 9, ...new TextEncoder().encode('123456789'), 9]);
    expect(crc32c(whole.subarray(3, 12))).toBe(0xe3069283);
  });
});

describe('maskCrc', () => {
  it('rotates right by 15 bits and adds the constant', () => {
    // 0x00000001 rotated is 0x00020000; 0xffffffff + the constant wraps to one less than the constant.
    expect(maskCrc(1)).toBe(0xa282ead8 + 0x20000);
    expect(maskCrc(0xffffffff)).toBe(0xa282ead7);
  });
});
