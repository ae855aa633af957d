import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readFlag,
  readId,
  readTimestamp,
  readValue,
  TimestampReader,
  wholeNumber,
} from './field.js';

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
    expect(() => readId('B00X', 'integer', 'item')).toThrow('item is not a whole number: "B00X"');
    expect(() => readId('', 'string', 'item')).toThrow('item is empty');
  });

  it('report a whole number that would change as a number', () => {
    expect(() => readId('9007199254740993', 'integer', 'item')).toThrow(
      'item is beyond 2^53, where numbers are rounded to others: "9007199254740993"',
    );
    for (const text of ['007', '-0', '+1']) {
      expect(() => readId(text, 'integer', 'item'), text).toThrow(
        `item is a whole number with leading zeros or a sign, which would be lost: "${text}"`,
      );
    }
    for (const text of ['1e20', '1.5', ' 1']) {
      expect(() => readId(text, 'integer', 'item'), text).toThrow('item is not a whole number');
    }
    expect(readId('-9007199254740991', 'integer', 'item')).toBe(-9007199254740991);
  });

  it('read times as numbers, also as pandas and numpy spell them', () => {
    const read = (text: string) => readTimestamp(text, 'number', 'time');
    expect(read('978300760')).toBe(978300760);
    expect(read('978300760.0')).toBe(978300760);
    expect(read('1.3957056e9')).toBe(1395705600);
    expect(read('1600000000.5')).toBe(1600000000.5);
    expect(read('-0.25')).toBe(-0.25);
    expect(Object.is(read('-0'), 0)).toBe(true);
    // The double next to a tenth, as Python prints it and as numpy.savetxt does.
    expect(read('1600000000.1')).toBe(1600000000.1);
    expect(read('1.600000000099999905e+09')).toBe(1600000000.1);
    for (const text of ['', ' ', '2000-01-01', 'NaN']) {
      expect(() => read(text), text).toThrow('time is not a number');
    }
    for (const text of ['1e300', '9007199254740993', '1600000000000000001']) {
      expect(() => read(text), text).toThrow('time is beyond 2^53');
    }
  });

  it('read two times with different decimals as different numbers, or refuse one', () => {
    const decimals = fc
      .tuple(fc.integer({ min: 0, max: 2 ** 33 - 1 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([seconds, micro]) => `${seconds}.${String(micro).padStart(6, '0')}`);
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [x, y] = [a, b].map((text) => readTimestamp(text, 'number', 'time')) as [
          number,
          number,
        ];
        const order = a.padStart(17, '0').localeCompare(b.padStart(17, '0'));
        expect(Math.sign(x - y)).toBe(Math.sign(order));
      }),
    );
    for (const text of ['1600000000.123456789', '9007199254740991.4', '900719925474099.06']) {
      expect(() => readTimestamp(text, 'number', 'time'), text).toThrow(
        'time has more digits than keep their order',
      );
    }
  });

  it('keep the microseconds of dates, and refuse what is finer', () => {
    const read = (text: string) => readTimestamp(text, 'date', 'time');
    expect(read('1970-01-01T00:00:01.000001Z')).toBe(1000.001);
    expect(read('1969-12-31 23:59:59.999500')).toBe(-0.5);
    expect(read('2014-04-07T14:00:00.25+02:00')).toBe(Date.UTC(2014, 3, 7, 12) + 250);
    expect(read('2014-04-07T12:00:00.000000000Z')).toBe(Date.UTC(2014, 3, 7, 12));
    expect(() => read('2014-04-07T12:00:00.123456789Z')).toThrow('time has parts of a microsecond');
    expect(() => read('2500-01-01T00:00:00.000001Z')).toThrow('time has parts of a microsecond');
  });

  it('read all times in the format of the first one', () => {
    const numbers = new TimestampReader();
    expect(numbers.type).toBeUndefined();
    expect(numbers.read('5', 'time')).toBe(5);
    expect(() => numbers.read('1970-01-01', 'time')).toThrow('time is not a number: "1970-01-01"');
    const dates = new TimestampReader();
    expect(dates.read('1970-01-01', 'time')).toBe(0);
    expect(() => dates.read('5', 'time')).toThrow('time is not an ISO 8601 date: "5"');
    expect([numbers.type, dates.type]).toEqual(['number', 'date']);
  });

  it('read dates in UTC unless they name a zone, in any zone of the machine', () => {
    const noon = Date.UTC(2014, 3, 7, 12);
    expect(readTimestamp('2014-04-07T12:00:00.250Z', 'date', 'time')).toBe(noon + 250);
    expect(readTimestamp('2014-04-07 12:00', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07 12:00:00 UTC', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07T14:00:00+0200', 'date', 'time')).toBe(noon);
    expect(readTimestamp('2014-04-07', 'date', 'time')).toBe(Date.UTC(2014, 3, 7));
    for (const text of ['', '07.04.2014', '2014-13-01', '1396872000']) {
      expect(() => readTimestamp(text, 'date', 'time'), text).toThrow(
        'time is not an ISO 8601 date',
      );
    }
  });

  it('read values and flags', () => {
    expect(readValue('4.5', 'rating')).toBe(4.5);
    expect(readValue('', 'rating')).toBeUndefined();
    for (const text of [' ', 'x', 'Infinity']) {
      expect(() => readValue(text, 'rating'), text).toThrow('rating is not a number');
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
