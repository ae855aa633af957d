import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.js';

function written(write: (writer: ProtobufWriter) => void): number[] {
  const writer = new ProtobufWriter();
  write(writer);
  return [...writer.finish()];
}

/** Reads a varint, and returns it with the bytes after it. */
function readVarint(bytes: readonly number[]): [bigint, readonly number[]] {
  let value = 0n;
  for (const [place, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * place);
    if (byte < 0x80) return [value, bytes.slice(place + 1)];
  }
  throw new RangeError('a varint does not end');
}

describe('ProtobufWriter', () => {
  it("writes the protocol buffer documentation's examples", () => {
    expect(written((w) => w.int(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(written((w) => w.string(2, 'testing'))).toEqual([0x12, 7, ...Buffer.from('testing')]);
    expect(written((w) => w.message(3, () => w.int(1, 150)))).toEqual([0x1a, 3, 0x08, 0x96, 1]);
    expect(written((w) => w.ints(6, [3, 270, 86942]))).toEqual([
      0x32, 6, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05,
    ]);
  });

  it('writes every safe integer as a 64-bit two’s complement', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const [decoded, rest] = readVarint(written((w) => w.int(1, value)).slice(1));
        expect(BigInt.asIntN(64, decoded)).toBe(BigInt(value));
        expect(rest).toEqual([]);
      }),
    );
  });

  it('nests messages of any length, wherever its buffer has to grow', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 30 }),
        (texts) => {
          const body = written((w) => {
            for (const text of texts) w.string(1, text);
          });
          const nested = written((w) => {
            w.message(2, () =>
              w.message(3, () => {
                for (const text of texts) w.string(1, text);
              }),
            );
          });
          const [, inner] = readVarint(nested.slice(1));
          const [length, content] = readVarint(inner.slice(1));
          expect(Number(length)).toBe(body.length);
          expect(content).toEqual(body);
          const expected = texts.flatMap((text) => {
            const bytes = [...Buffer.from(text)];
            const prefix = written((w) => w.ints(1, [bytes.length])).slice(2);
            return [0x0a, ...prefix, ...bytes];
          });
          expect(body).toEqual(expected);
        },
      ),
    );
  });
});
