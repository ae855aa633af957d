import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongNumber, parseJson } from './json-text.js';

function rounded(value: unknown): unknown {
  if (value instanceof LongNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

describe('parseJson', () => {
  it('equals JSON.parse, except for rounding', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(rounded(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps every digit of numbers that would be rounded', () => {
    const kept = [
      '9007199254740993',
      '-90071992547409127',
      '900719925474099.06',
      '9007199254740991.4',
      '0.1234567890123456789',
      '1.234567890123456789e30',
    ];
    for (const text of kept) {
      expect(parseJson(text), text).toEqual(new LongNumber(text));
      expect(parseJson(`{"a":[${text}, 1]}`), text).toEqual({ a: [new LongNumber(text), 1] });
    }
  });

  it('leaves exact numbers and texts alone', () => {
    expect(parseJson('[9007199254740991, -9007199254740991, 5, 1e20]')).toEqual([
      9007199254740991, -9007199254740991, 5, 1e20,
    ]);
    expect(parseJson('{"9007199254740993":"9007199254740993","b":"#\\"9007199254740993"}')).toEqual(
      {
        '9007199254740993': '9007199254740993',
        b: '#"9007199254740993',
      },
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => parseJson('{"a":9007199254740993')).toThrow(SyntaxError);
  });
});
