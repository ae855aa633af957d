import { describe, expect, expectTypeOf, it } from 'vitest';
import { fixedLen, type Row, ragged, varLen, type WritableRow } from './feature-spec.js';
import { readExamples } from './node-reader.js';
import type { RecordReader } from './record-reader.js';

describe('a row type', () => {
  it('follows from the spec', () => {
    const spec = {
      userIndex: fixedLen([], 'int64'),
      exactId: fixedLen([], 'bigint'),
      matrix: fixedLen([2, 3], 'float32'),
      title: fixedLen([], 'string', 'untitled'),
      movieIndices: ragged('int64'),
      images: varLen('bytes'),
    };
    expectTypeOf<Row<typeof spec>>().toEqualTypeOf<{
      userIndex: number;
      exactId: bigint;
      matrix: number[];
      title: string;
      movieIndices: number[];
      images: Uint8Array[];
    }>();
    expectTypeOf<Int32Array>().toExtend<WritableRow<typeof spec>['movieIndices']>();
    expectTypeOf<BigInt64Array>().toExtend<WritableRow<typeof spec>['movieIndices']>();
    expectTypeOf<WritableRow<typeof spec>['userIndex']>().toEqualTypeOf<number | bigint>();
  });

  it('refuses names, values and defaults that the spec does not have', () => {
    const spec = { user: fixedLen([], 'int64'), items: ragged('int64') };
    const row: Row<typeof spec> = { user: 7, items: [1, 2] };
    // @ts-expect-error The spec has no such feature.
    expect(row.title).toBeUndefined();
    // @ts-expect-error One value is not a list.
    const list: number[] = row.user;
    // @ts-expect-error A row has every feature.
    const part: Row<typeof spec> = { user: 7 };
    // @ts-expect-error An int64 is written as a number or a bigint.
    const written: WritableRow<typeof spec> = { user: '7', items: [1, 2] };
    // @ts-expect-error The default of a text is a text.
    const titled = fixedLen([], 'string', 7);
    // @ts-expect-error TFRecord files hold no float64.
    const wide = fixedLen([], 'float64');
    expect([list, part.user, written.user, titled.default, wide.dtype]).toEqual([
      ...[7, 7, '7'],
      ...[7, 'float64'],
    ]);
  });
});

describe('a reader', () => {
  it('has the row type of a spec that stands in its call', () => {
    const reader = readExamples('nowhere', { id: fixedLen([], 'int64'), tags: ragged('string') });
    expectTypeOf(reader).toEqualTypeOf<RecordReader<{ id: number; tags: string[] }>>();
  });
});

describe('fixedLen', () => {
  it('refuses a shape that is not fixed', () => {
    expect(() => fixedLen([2, -1], 'int64')).toThrow(
      'a fixed shape is a list of whole numbers, got [2, -1]: use varLen or ragged where the length varies',
    );
  });

  it('refuses a default of another size', () => {
    expect(() => fixedLen([2, 2], 'int64', [1, 2, 3])).toThrow(
      'a default for shape [2, 2] has 4 values, got 3',
    );
  });
});
