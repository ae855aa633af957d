import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TFRecordError } from './error.js';
import { encodeExample } from './example.js';
import { exampleCodec } from './example-codec.js';
import type { Feature } from './feature.js';
import { fixedLen, ragged, varLen } from './feature-spec.js';

const example = (features: Readonly<Record<string, Feature>>): Uint8Array =>
  encodeExample(new Map(Object.entries(features)));

const thrownBy = (run: () => unknown): TFRecordError => {
  try {
    run();
  } catch (error) {
    if (error instanceof TFRecordError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('exampleCodec', () => {
  it('reads each kind of feature in the order of the spec, and skips the others', () => {
    const codec = exampleCodec({
      userIndex: fixedLen([], 'int64'),
      scores: fixedLen([2, 2], 'float32'),
      titles: ragged('string'),
      raw: varLen('bytes'),
      exact: ragged('bigint'),
    });
    const row = codec.decode(
      example({
        exact: { kind: 'int64', values: [-(2n ** 63n)] },
        other: { kind: 'int64', values: [1] },
        raw: { kind: 'bytes', values: [Uint8Array.of(0, 255)] },
        scores: { kind: 'float32', values: [0.5, 1, 1.5, 2] },
        titles: { kind: 'bytes', values: ['Amélie', ''] },
        userIndex: { kind: 'int64', values: [7] },
      }),
    );
    expect(row).toEqual({
      userIndex: 7,
      scores: [0.5, 1, 1.5, 2],
      titles: ['Amélie', ''],
      raw: [Uint8Array.of(0, 255)],
      exact: [-(2n ** 63n)],
    });
    expect(Object.keys(row)).toEqual(['userIndex', 'scores', 'titles', 'raw', 'exact']);
  });

  it('gives defaults and empty lists where features are missing or have no kind', () => {
    const codec = exampleCodec({
      age: fixedLen([], 'int64', -1),
      point: fixedLen([2], 'float32', [0, 1]),
      items: ragged('int64'),
      tags: varLen('string'),
    });
    const expected = { age: -1, point: [0, 1], items: [], tags: [] };
    expect(codec.decode(example({}))).toEqual(expected);
    const none: Feature = { kind: 'none', values: [] };
    expect(codec.decode(example({ age: none, point: none, items: none, tags: none }))).toEqual(
      expected,
    );
  });

  it('gives each row a default of its own', () => {
    const codec = exampleCodec({ point: fixedLen([2], 'float32', [0, 1]) });
    codec.decode(example({})).point.push(9);
    expect(codec.decode(example({})).point).toEqual([0, 1]);
  });

  it('names a missing feature', () => {
    const codec = exampleCodec({ userIndex: fixedLen([], 'int64') });
    const error = thrownBy(() => codec.decode(example({})));
    expect(error.message).toBe("feature 'userIndex' is missing, and its spec gives no default");
    expect(error).toMatchObject({ code: 'missing-feature', feature: 'userIndex' });
  });

  it('names a feature of another kind, with both kinds', () => {
    const codec = exampleCodec({ items: ragged('int64') });
    const error = thrownBy(() =>
      codec.decode(example({ items: { kind: 'bytes', values: ['5'] } })),
    );
    expect(error.message).toBe("feature 'items' holds bytes values, expected int64");
    expect(error).toMatchObject({ code: 'wrong-type', feature: 'items' });
  });

  it('names a feature of another size, with both sizes', () => {
    const codec = exampleCodec({ point: fixedLen([2, 2], 'float32') });
    const error = thrownBy(() =>
      codec.decode(example({ point: { kind: 'float32', values: [1, 2, 3] } })),
    );
    expect(error.message).toBe("feature 'point' holds 3 values, its spec [2, 2] takes 4");
    expect(error).toMatchObject({ code: 'wrong-shape', feature: 'point' });
  });

  it.each([2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)])(
    'refuses %d as a number, and reads it as a bigint',
    (value) => {
      const record = example({ id: { kind: 'int64', values: [1n, value] } });
      const error = thrownBy(() => exampleCodec({ id: ragged('int64') }).decode(record));
      expect(error.message).toBe(
        `feature 'id' holds ${value}, which a number cannot hold exactly: read it as 'bigint'`,
      );
      expect(error.code).toBe('unsafe-integer');
      expect(exampleCodec({ id: ragged('bigint') }).decode(record).id).toEqual([1n, value]);
    },
  );

  it('refuses bytes that are no text, and keeps a byte order mark that is', () => {
    const codec = exampleCodec({ title: fixedLen([], 'string') });
    const error = thrownBy(() =>
      codec.decode(example({ title: { kind: 'bytes', values: [Uint8Array.of(0xff)] } })),
    );
    expect(error).toMatchObject({ code: 'invalid-text', feature: 'title' });
    expect(codec.decode(codec.encode({ title: '\ufeffx' })).title).toBe('\ufeffx');
  });

  it('gives bytes of its own even when the record is a Buffer', () => {
    const codec = exampleCodec({ raw: fixedLen([], 'bytes') });
    const record = Buffer.from(codec.encode({ raw: Uint8Array.of(1, 2) }));
    const { raw } = codec.decode(record);
    record.fill(0);
    expect(raw).toEqual(Uint8Array.of(1, 2));
  });

  it.each([
    [{ n: 1.5 }, 'holds 1.5, which is not an int64'],
    [{ n: 2 ** 53 }, 'holds 9007199254740992, which is not an int64'],
    [{ n: 2n ** 63n }, 'holds 9223372036854775808, which is not an int64'],
    [{ n: '5' }, 'holds 5, which is not an int64'],
    [{ n: undefined }, "has no value for 'n'"],
  ])('refuses to write %o as an int64', (row, message) => {
    const codec = exampleCodec({ n: fixedLen([], 'int64') });
    expect(() => codec.encode(row as { n: number })).toThrow(message);
  });

  it('writes the next row as if none had been refused', () => {
    const codec = exampleCodec({ n: ragged('int64') });
    expect(() => codec.encode({ n: [1, 0.5] })).toThrow('0.5');
    expect(codec.decode(codec.encode({ n: [2] }))).toEqual({ n: [2] });
  });

  it('refuses to write a list of another size, or no list', () => {
    const codec = exampleCodec({ point: fixedLen([2], 'float32') });
    expect(() => codec.encode({ point: [1, 2, 3] })).toThrow(
      "feature 'point' is written from 3 values, its spec [2] takes 2",
    );
    expect(() => codec.encode({ point: 1 as unknown as number[] })).toThrow(
      "feature 'point' is written from a list of values, got a number",
    );
  });

  it('refuses a feature that a row cannot have', () => {
    expect(() => exampleCodec({ ['__proto__']: ragged('int64') })).toThrow('decodeExample');
  });

  it('returns what was written, whatever it was', () => {
    const spec = {
      id: fixedLen([], 'int64'),
      exact: ragged('bigint'),
      numbers: ragged('int64'),
      point: fixedLen([3], 'float32'),
      texts: varLen('string'),
      raw: ragged('bytes'),
    };
    const codec = exampleCodec(spec);
    fc.assert(
      fc.property(
        fc.record({
          id: fc.maxSafeInteger(),
          exact: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
          numbers: fc.array(fc.oneof(fc.maxSafeInteger(), fc.nat(), fc.nat(300))),
          point: fc.array(fc.float(), { minLength: 3, maxLength: 3 }),
          texts: fc.array(fc.string({ unit: 'binary' })),
          raw: fc.array(fc.uint8Array()),
        }),
        (row) => {
          expect(codec.decode(codec.encode(row))).toEqual(row);
        },
      ),
    );
  });

  it('returns lists that are longer than a block of the decoder', () => {
    const codec = exampleCodec({ items: ragged('int64') });
    const items = Array.from({ length: 30_000 }, (_, i) =>
      i % 1000 === 7 ? -i : i * 2 ** (i % 30),
    );
    expect(codec.decode(codec.encode({ items })).items).toEqual(items);
  });
});
