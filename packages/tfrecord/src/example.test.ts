import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TFRecordError } from './error.js';
import { decodeExample, encodeExample } from './example.js';
import type { Feature } from './feature.js';
import { decodeSequenceExample, encodeSequenceExample } from './sequence-example.js';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const feature: fc.Arbitrary<Feature> = fc.oneof(
  fc.record({ kind: fc.constant('int64' as const), values: fc.array(int64) }),
  fc.record({ kind: fc.constant('float32' as const), values: fc.array(fc.float()) }),
  fc.record({ kind: fc.constant('bytes' as const), values: fc.array(fc.uint8Array()) }),
  fc.constant({ kind: 'none' as const, values: [] as const }),
);
const name = fc.string({ unit: 'binary' });
const features = fc.array(fc.tuple(name, feature)).map((entries) => new Map(entries));

/** Decoding arbitrary bytes must return a value or throw one of our errors. */
const decodesOrRefuses = (decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void => {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TFRecordError);
  }
};

describe('decodeExample', () => {
  it('returns what was encoded, whatever the names', () => {
    fc.assert(
      fc.property(features, (given) => {
        expect(decodeExample(encodeExample(given), { int64: 'bigint' })).toEqual(given);
      }),
    );
  });

  it('gives int64 as numbers, and says which cannot be one', () => {
    const record = encodeExample(new Map([['id', { kind: 'int64', values: [2n ** 53n] }]]));
    expect(() => decodeExample(record)).toThrow(
      "feature 'id' holds 9007199254740992, which a number cannot hold exactly",
    );
  });

  it('reads or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        decodesOrRefuses(decodeExample, bytes);
        decodesOrRefuses(decodeSequenceExample, bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads or refuses an example with any of its bytes changed or cut off', () => {
    fc.assert(
      fc.property(features, fc.nat(), fc.nat(255), fc.nat(), (given, at, value, end) => {
        const bytes = encodeExample(given);
        if (bytes.length > 0) bytes[at % bytes.length] = value;
        decodesOrRefuses(decodeExample, bytes);
        decodesOrRefuses(decodeExample, bytes.subarray(0, end % (bytes.length + 1)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a varint is cut off', [0x80]],
    ['a varint is longer than ten bytes', [0x08, ...new Array<number>(10).fill(0x80), 1]],
    ['a field has number 0', [0x00]],
    ['a field of 5 bytes starts 1 bytes before the end of its message', [0x0a, 5, 1]],
    ['a field of 4294967295 bytes starts 0 bytes before', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a tag or length of 4294967296 exceeds 32 bits', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['a field of 8 bytes passes the end of its message', [0x11, 1, 2]],
    ['a field has the unexpected wire type 7', [0x0f]],
    ['a group ends that did not start', [0x13, 0x1c]],
    ['its groups nest more than 100 deep', new Array<number>(200).fill(0x13)],
    ['the name of a feature is no UTF-8 text', [0x0a, 5, 0x0a, 3, 0x0a, 1, 0xff]],
    [
      'a varint runs past the end of its list',
      [0x0a, 9, 0x0a, 7, 0x12, 5, 0x1a, 3, 0x0a, 1, 0x80, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    ],
  ])('says that %s', (problem, bytes) => {
    expect(() => decodeExample(Uint8Array.from(bytes))).toThrow(
      `the record is not a valid message: ${problem}`,
    );
  });

  it('skips the field with the highest number there is', () => {
    // Tag 0xfffffff8 is field 2^29 - 1 as a varint; tags 0xfffffffb and 0xfffffffc start and end a group.
    const unknown = [0xf8, 0xff, 0xff, 0xff, 0x0f, 1];
    const group = [0xfb, 0xff, 0xff, 0xff, 0x0f, ...unknown, 0xfc, 0xff, 0xff, 0xff, 0x0f];
    expect(decodeExample(Uint8Array.from([...unknown, ...group]))).toEqual(new Map());
  });

  it('skips unknown fields inside an entry', () => {
    const list = [0x0a, 2, 5, 6];
    const value = [0x1a, list.length, ...list];
    const entry = [0x0a, 1, 0x78, 0x40, 1, 0x12, value.length, ...value];
    const map = [0x0a, entry.length, ...entry];
    expect(decodeExample(Uint8Array.from([0x0a, map.length, ...map]))).toEqual(
      new Map([['x', { kind: 'int64', values: [5, 6] }]]),
    );
  });
});

describe('encodeExample', () => {
  it('gives equal bytes for equal features in any order', () => {
    fc.assert(
      fc.property(features, (given) => {
        expect(encodeExample(new Map([...given].reverse()))).toEqual(encodeExample(given));
      }),
    );
  });

  it('refuses values of another kind', () => {
    const refused: Feature = { kind: 'bytes', values: [5 as unknown as string] };
    expect(() => encodeExample(new Map([['title', refused]]))).toThrow(
      "feature 'title' holds 5, which is neither text nor a Uint8Array",
    );
  });
});

describe('decodeSequenceExample', () => {
  it('returns what was encoded', () => {
    const lists = fc.array(fc.tuple(name, fc.array(feature))).map((entries) => new Map(entries));
    fc.assert(
      fc.property(features, lists, (context, featureLists) => {
        const given = { context, featureLists };
        const record = encodeSequenceExample(given);
        expect(decodeSequenceExample(record, { int64: 'bigint' })).toEqual(given);
      }),
    );
  });
});
