import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excessOf, inexactNumbers } from './json-text.js';

const inHistory = (text: string) => inexactNumbers(`{"history":[${text}]}`);

describe('inexactNumbers', () => {
  it.each([
    ...['0', '-0', '1', '-318', '1.0', '1e0', '10e-1', '1E2', '0.1', '-1.5e-7', '5e-324'],
    ...['9007199254740991', '-9007199254740991', '9007199254740991.0', '1600000000.123456'],
  ])('lets %s pass', (text) => {
    expect(inHistory(text)).toEqual([]);
  });

  it.each([
    ...['9007199254740992', '9007199254740993', '-9007199254740993', '90071992547409101'],
    // A double holds these two, but their neighbours are read as the same double.
    ...['9007199254740994', '90071992547409104'],
    ...[
      '9007199254740990.9',
      '9007199254740992.0',
      '9.007199254740993e15',
      '1e16',
      '1e300',
      '1e400',
    ],
    ...[
      '1.00000000000000000001',
      '0.1000000000000000055',
      '1e-400',
      '123456789012345678901234567890',
    ],
  ])('finds %s', (text) => {
    expect(inHistory(text)).toEqual([{ path: 'history.0', text }]);
  });

  it('says where each one is, at any depth', () => {
    const json = '{"requests":[{"history":[1]},{"history":[2,1e30],"k":9007199254740993}]}';
    expect(inexactNumbers(json)).toEqual([
      { path: 'requests.1.history.1', text: '1e30' },
      { path: 'requests.1.k', text: '9007199254740993' },
    ]);
    expect(inexactNumbers('1e30')).toEqual([{ path: '', text: '1e30' }]);
  });

  it('takes no part of a string or of a key for a number', () => {
    expect(inHistory('"90071992547409101","a\\"90071992547409101","\\\\",1')).toEqual([]);
    expect(inexactNumbers('{"90071992547409101":1,"\\"1e400":2}')).toEqual([]);
    expect(inHistory('"\\\\",90071992547409101')).toHaveLength(1);
    expect(inHistory('"\\\\\\"",90071992547409101')).toHaveLength(1);
  });

  it('passes over the value of a key that is repeated later, as JSON.parse does', () => {
    expect(inexactNumbers('{"k":1e400,"k":10}')).toEqual([]);
    expect(inexactNumbers('{"k":10,"k":1e400}')).toEqual([{ path: 'k', text: '1e400' }]);
  });

  it('is not misled by objects that look like a parser’s own', () => {
    expect(inexactNumbers('[{"isLosslessNumber":true,"value":{}},1e400]')).toHaveLength(1);
    expect(inexactNumbers('{"__proto__":{"a":1e400}}')).toHaveLength(1);
  });

  it('finds a number below more brackets than the stack holds', () => {
    const depth = 200_000;
    const json = `${'['.repeat(depth)}90071992547409101${']'.repeat(depth)}`;
    expect(inexactNumbers(json)).toEqual([{ path: '', text: '90071992547409101' }]);
  });

  it('finds a whole number exactly if it is beyond 2^53 − 1, however it is written', () => {
    const integer = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
    const spelling = fc.constantFrom('', '.0', '.000', 'e0', 'E+0', 'e-0');
    fc.assert(
      fc.property(integer, spelling, (number, ending) => {
        const large = number > Number.MAX_SAFE_INTEGER || number < Number.MIN_SAFE_INTEGER;
        expect(inHistory(`${number}${ending}`)).toHaveLength(large ? 1 : 0);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('lets every document pass that JavaScript wrote with numbers of at most 2^53', () => {
    const number = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15 }));
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        number,
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.array(tie('tree')),
        fc.dictionary(fc.string({ unit: 'binary' }), tie('tree')),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (tree) => {
        expect(inexactNumbers(JSON.stringify(tree))).toEqual([]);
        expect(inexactNumbers(JSON.stringify(tree, undefined, 2))).toEqual([]);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });
});

describe('excessOf', () => {
  const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
  const named = (count: number) =>
    `{${Array.from({ length: count }, (_, n) => `"${n}":{"b":1}`).join(',')}}`;

  it('is none where the text is nested and named as requests are', () => {
    expect(excessOf('')).toBeUndefined();
    expect(excessOf(nested(100))).toBeUndefined();
    expect(excessOf(named(2000))).toBeUndefined();
    expect(excessOf(`[${Array(3000).fill('{"a":1}').join(',')}]`)).toBeUndefined();
    expect(excessOf(`{"a":"${'[{:'.repeat(5000)}\\"[["}`)).toBeUndefined();
  });

  it('is the depth beyond 100 or the names of an object beyond 2,000', () => {
    expect(excessOf(nested(102))).toBe('is nested deeper than 100 levels');
    expect(excessOf(`[${named(2001)}]`)).toBe('has an object with more than 2000 names');
  });

  it('is looked for in any text, JSON or not', () => {
    for (const text of [']'.repeat(500), '}}}:::', '"'.repeat(7), '{"a', ':'.repeat(10)]) {
      expect(excessOf(text)).toBeUndefined();
    }
  });
});
