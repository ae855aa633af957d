import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeType } from './attribute.js';
import { RulesError } from './error.js';
import { FILTER_LIMITS, type Filter } from './filter.js';
import { formatFilter } from './format-filter.js';
import { type FilterSource, parseFilter } from './parse-filter.js';
import { arbitraryFilter } from './testing/arbitrary-rules.js';

const attributes = new Map<string, AttributeType>([
  ['year', 'number'],
  ['brand', 'text'],
  ['genre', 'list'],
  ['adult', 'boolean'],
  ['in', 'number'],
  ['release date', 'text'],
]);

const parse = (source: unknown) => parseFilter(source as FilterSource, attributes);

function errorOf(source: unknown): { code: string; message: string } {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof RulesError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('the filter was read');
}

const message = (source: unknown) => errorOf(source).message;

const drama = { attribute: 'genre', in: ['Drama'] };
const recent = { attribute: 'year', is: '>=', value: 1990 };

describe('the text form', () => {
  it('binds not before and, and and before or', () => {
    expect(parse("genre in ('Drama') and year >= 1990 or not adult and brand = 'A'")).toEqual({
      or: [
        { and: [drama, recent] },
        {
          and: [
            { not: { attribute: 'adult', is: '=', value: true } },
            { attribute: 'brand', is: '=', value: 'A' },
          ],
        },
      ],
    });
  });

  it('keeps brackets', () => {
    const filter = { and: [{ or: [drama, recent] }, { not: { or: [drama, recent] } }] };
    const text =
      "(genre in ('Drama') or year >= 1990) and not (genre in ('Drama') or year >= 1990)";
    expect(parse(text)).toEqual(filter);
    expect(formatFilter(filter as Filter)).toBe(text);
  });

  it('reads keywords in any case, and the comparisons of SQL and of code', () => {
    expect(parse("NOT year == 1990 AND brand <> 'A'")).toEqual(
      parse("not year = 1990 and brand != 'A'"),
    );
    expect(parse("genre not in ('Drama')")).toEqual({ not: drama });
  });

  it('takes a name in double quotes, and a quote that is written twice', () => {
    expect(parse(`"release date" >= '2001' and "in" < 3 and brand = 'O''Neill'`)).toEqual({
      and: [
        { attribute: 'release date', is: '>=', value: '2001' },
        { attribute: 'in', is: '<', value: 3 },
        { attribute: 'brand', is: '=', value: "O'Neill" },
      ],
    });
  });

  it.each([
    ['-1.5e3', -1500],
    ['.5', 0.5],
    ['-0', 0],
    ['1e21', 1e21],
  ])('reads the number %s', (text, value) => {
    expect(parse(`year=${text}`)).toEqual({ attribute: 'year', is: '=', value });
  });

  it('and the JSON form of a filter are read as the same filter', () => {
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        fc.pre(isAffordable(filter));
        expect(parse(formatFilter(filter))).toEqual(filter);
        expect(parse(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
      }),
      { numRuns: 500 },
    );
  });

  it('of any text and any name is read as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const filter = { attribute: name, is: '=' as const, value };
        expect(parseFilter(formatFilter(filter), new Map([[name, 'text']]))).toEqual(filter);
      }),
    );
  });
});

describe('what is no filter gets one sentence', () => {
  it.each([
    ['', 'at character 1 of the filter: expected an attribute, got the end'],
    ['year >=', 'at character 8 of the filter: expected a number or a text, got the end'],
    [
      'brand = Acme',
      `at character 9 of the filter: expected a number or a text, got "Acme"; texts are in single quotes: 'Acme'`,
    ],
    [
      '1990 <= year',
      'at character 1 of the filter: expected an attribute, got 1990; write the attribute first, as year >= 1990',
    ],
    ["brand = 'Acme", "at character 9 of the filter: the text has no closing '"],
    ['(adult', 'at character 7 of the filter: expected ) to close the bracket, got the end'],
    ['adult adult', 'at character 7 of the filter: expected and, or, or the end, got "adult"'],
    ['year not = 3', 'at character 10 of the filter: expected in after not, got ='],
    ['genre in ()', 'at character 11 of the filter: expected a number or a text, got )'],
    [
      'year & 3',
      `at character 6 of the filter: cannot read "&"; texts are in single quotes, as 'Drama'`,
    ],
    ['year = 1e999', 'at character 8 of the filter: 1e999 is larger than any number'],
  ])('%j', (text, expected) => {
    expect(errorOf(text)).toEqual({ code: 'invalid-filter', message: expected });
  });

  it.each([
    [{ and: [] }, 'filter.and: expected a list of at least one'],
    [{ and: [recent, { not: 3 }] }, /^filter\.and\.1\.not: a filter is \{"and"/],
    [{ attribute: 'year', is: '~', value: 3 }, 'filter.is: expected one of = != < <= > >='],
    [
      { attribute: 'genre', in: ['Drama', null] },
      'filter.in.1: expected a number, a text or a boolean',
    ],
    [{ attribute: 'year', in: [1], or: [] }, /^filter: a filter is/],
    [[], /^filter: a filter is/],
    [JSON.parse('{"__proto__": {"missing": "year"}}'), /^filter: a filter is/],
  ])('%j', (json, expected) => {
    expect(message(json)).toMatch(expected);
  });

  it('that names the attribute meant', () => {
    expect(errorOf("genre = 'Drama' and yaer > 3")).toEqual({
      code: 'unknown-attribute',
      message:
        'at character 21 of the filter: no item has the attribute "yaer" (did you mean "year"?); known: year, brand, genre, adult, in, release date',
    });
    expect(message({ not: { missing: 'price' } })).toBe(
      'filter.not: no item has the attribute "price"; known: year, brand, genre, adult, in, release date',
    );
  });

  it.each([
    ["year = 'x'", 'year is a number, so expected a number, got "x"'],
    ['brand in (3)', 'brand is text, so expected a text in single quotes, got 3'],
    ["genre < 'Drama'", 'genre is a list of texts, so expected = or != or in, got <'],
    ['adult = 1', 'adult is true or false, so expected true or false, got 1'],
    ["adult in ('x')", 'adult is true or false, so expected adult or not adult, got in'],
    ['brand', "brand is text, so expected a comparison, as brand = 'text', got brand alone"],
    ['year', 'year is a number, so expected a number, got true'],
  ])('that says the type: %s', (text, expected) => {
    expect(errorOf(text)).toEqual({
      code: 'wrong-type',
      message: `at character 1 of the filter: ${expected}`,
    });
  });

  it('where it would cost too much', () => {
    const { depth, comparisons, values, length } = FILTER_LIMITS;
    const nested = (json: unknown, times: number): unknown =>
      times === 0 ? json : nested({ not: json }, times - 1);
    expect(() => parse(nested({ missing: 'year' }, depth - 1))).not.toThrow();
    for (const [source, expected] of [
      [`${'('.repeat(100_000 / 2)}adult`, `nested ${depth + 1} deep, and at most ${depth}`],
      ['not '.repeat(10_000), `nested ${depth + 1} deep`],
      [nested({ missing: 'year' }, 5000), `nested ${depth + 1} deep`],
      [new Array(comparisons + 1).fill('adult').join(' or '), `has ${comparisons + 1} comparisons`],
      [{ attribute: 'year', in: new Array(values + 1).fill(1) }, `has ${values + 1} values`],
      [' '.repeat(length + 1), `has ${length + 1} characters`],
    ] as const) {
      expect(errorOf(source)).toMatchObject({
        code: 'too-large',
        message: expect.stringContaining(expected),
      });
    }
  });
});

function isAffordable(filter: Filter): boolean {
  return formatFilter(filter).split(/ and | or /).length <= FILTER_LIMITS.comparisons;
}
