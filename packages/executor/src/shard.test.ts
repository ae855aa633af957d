import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseShard, shardName, shardRange, shardsOf } from './shard.js';

test('a shard is written i/N', () => {
  expect(parseShard('2/8')).toEqual({ index: 2, count: 8 });
  expect(shardsOf(3).map(shardName)).toEqual(['1/3', '2/3', '3/3']);
});

test.each(['0/8', '9/8', '1', '1/0', '-1/2', '1/2/3', '1.5/2', '', ' 1/2', '1/100000'])(
  '%j is no shard',
  (text) => {
    expect(() => parseShard(text)).toThrow(
      `a shard is written i/N with i from 1 to N and N at most 99999, such as 2/8; got ${JSON.stringify(text)}`,
    );
  },
);

test('the shards have each thing once, in order, and begin at whole units', () => {
  const sizes = { total: fc.nat(5000), count: fc.integer({ min: 1, max: 40 }) };
  fc.assert(
    fc.property(
      fc.record({ ...sizes, unit: fc.integer({ min: 1, max: 300 }) }),
      ({ total, count, unit }) => {
        const ranges = shardsOf(count).map((shard) => shardRange(total, shard, unit));
        expect([0, ...ranges.map(({ to }) => to)]).toEqual([
          ...ranges.map(({ from }) => from),
          total,
        ]);
        for (const { from } of ranges) if (from < total) expect(from % unit).toBe(0);
        const units = ranges.map(({ from, to }) => Math.ceil((to - from) / unit));
        expect(Math.max(...units) - Math.min(...units)).toBeLessThanOrEqual(1);
      },
    ),
  );
});
