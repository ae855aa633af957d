import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlag, readId, readTimestamp, readValue, wholeNumber } from './field.js';

describe('wholeNumber', () => {
  it('reads every safe integer in its canonical spelling', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(wholeNumber(String(number))).toBe(number);
      }),
    );
  });

  it('refuses every other spelling, so that no two texts are one id', () => {
    for (const text of ['', '-', '007', '-0', '+1', ' 1', '1.0', '1e3', '9007199254740992', '١']) {
      expect(wholeNumber(text), text).toBeUndefined();
    }
  });
});

describe('fields', () => {
  it('read ids as numbers or as strings', () => {
    expect(readId('42', 'integer', 'user')).toBe(42);
    expect(readId('042', 'string', 'user')).toBe('042');
    expect(() => readId('B00X', 'integer', 'item')).toThrow(
      'item is no whole number: "B00X"; if these ids are names, read them as strings',
    );
    expect(() => readId('', 'string', 'item')).toThrow('item is empty');
  });

  it('read timestamps as whole numbers, also as pandas spells them', () => {
    expect(readTimestamp('978300760', 'number', 'time')).toBe(978300760);
    expect(readTimestamp('978300760.0', 'number', 'time')).toBe(978300760);
    expect(readTimestamp('1.3957056e9', 'number', 'time')).toBe(1395705600);
    for (const text of ['', ' ', '1.5', '2000-01-01', '1e300', 'NaN']) {
      expect(() => readTimestamp(text, 'number', 'time'), text).toThrow('time is no whole number');
    }
  });

  it('read dates in UTC unless they name a zone, whatever the zone of the machine', () => {
    const noon = Date.UTC(2014, 3, 7, 12);
    expect(readTimestamp('2014-04-07T12:00:00.250Z', 'date', 'time')).toBe(noon + 250);
    expect(readTimestamp('2014-04-07 12:00', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07 12:00:00 UTC', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07T14:00:00+0200', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07', 'date', 'time')).toBe(Date.UTC(2014, 3, 7));
    for (const text of ['', '07.04.2014', '2014-13-01', '1396872000']) {
      expect(() => readTimestamp(text, 'date', 'time'), text).toThrow('time is no ISO 8601 date');
    }
  });

  it('read values and flags', () => {
    expect(readValue('4.5', 'rating')).toBe(4.5);
    expect(readValue('', 'rating')).toBeUndefined();
    for (const text of [' ', 'x', 'Infinity']) {
      expect(() => readValue(text, 'rating'), text).toThrow('rating is no number');
    }
    expect(['1', 'True', '0', '', 'false'].map((text) => readFlag(text, 'hated'))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(() => readFlag('2', 'hated')).toThrow('hated is none of 0, 1, true, false: "2"');
  });
});
