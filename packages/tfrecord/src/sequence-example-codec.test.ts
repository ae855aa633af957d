import { describe, expect, expectTypeOf, it } from 'vitest';
import { fixedLen, ragged } from './feature-spec.js';
import { encodeSequenceExample } from './sequence-example.js';
import { sequenceExampleCodec } from './sequence-example-codec.js';

describe('sequenceExampleCodec', () => {
  const codec = sequenceExampleCodec({
    context: { user: fixedLen([], 'int64') },
    sequence: {
      item: fixedLen([], 'int64'),
      tags: ragged('string'),
      point: fixedLen([2], 'float32'),
    },
  });
  const row = {
    context: { user: 7 },
    sequence: {
      item: [31, 7, -5],
      tags: [['a', 'b'], [], ['c']],
      point: [
        [0.5, 1],
        [1.5, 2],
        [0, 0],
      ],
    },
  };

  it('returns what was written, one entry per step', () => {
    const decoded = codec.decode(codec.encode(row));
    expect(decoded).toEqual(row);
    expectTypeOf(decoded).toEqualTypeOf<{
      readonly context: { user: number };
      readonly sequence: { item: number[]; tags: string[][]; point: number[][] };
    }>();
  });

  it('needs no context', () => {
    const { decode, encode } = sequenceExampleCodec({ sequence: { item: fixedLen([], 'int64') } });
    expect(decode(encode({ context: {}, sequence: { item: [1, 2] } }))).toEqual({
      context: {},
      sequence: { item: [1, 2] },
    });
  });

  it('reads a missing list as no steps where any length will do, and names it where not', () => {
    const record = encodeSequenceExample({ context: new Map(), featureLists: new Map() });
    const lenient = sequenceExampleCodec({
      sequence: { tags: ragged('string'), item: fixedLen([], 'int64', 0) },
    });
    expect(lenient.decode(record).sequence).toEqual({ tags: [], item: [] });
    const strict = sequenceExampleCodec({ sequence: { item: fixedLen([], 'int64') } });
    expect(() => strict.decode(record)).toThrow(
      "the list of feature 'item' is missing, and its spec gives no default",
    );
  });

  it('fills steps without a value with the default', () => {
    const record = encodeSequenceExample({
      context: new Map(),
      featureLists: new Map([
        [
          'item',
          [
            { kind: 'int64', values: [4] },
            { kind: 'none', values: [] },
          ],
        ],
      ]),
    });
    const { decode } = sequenceExampleCodec({ sequence: { item: fixedLen([], 'int64', -1) } });
    expect(decode(record).sequence.item).toEqual([4, -1]);
  });

  it('refuses a row without a list of steps', () => {
    const { encode } = sequenceExampleCodec({ sequence: { item: fixedLen([], 'int64') } });
    expect(() => encode({ context: {}, sequence: {} } as never)).toThrow(
      "no list of steps for 'item'",
    );
  });
});
