import { isUtf8 } from 'node:buffer';
import {
  type DType,
  decodeSequenceExample,
  type ExampleSpec,
  exampleCodec,
  type Feature,
  ragged,
  TFRecordError,
} from '@org/tfrecord';
import { FieldError } from '../text/field.js';
import type { RecordLayout, RecordPart } from './record-layout.js';

/** The values of a feature, all of one type: integers (bigints beyond 2^53), floats or texts. */
export type FeatureValues = readonly number[] | readonly bigint[] | readonly string[];

/** The values of a feature in one record; none where the record lacks it. */
export type Lookup = (part: RecordPart) => FeatureValues;

/** Decodes records of a layout; the function throws a {@link FieldError} for one that is not of this layout. */
export function featureLookup(layout: RecordLayout): (record: Uint8Array) => Lookup {
  const decode = layout.message === 'example' ? exampleLookup(layout) : sequenceLookup;
  return (record) => {
    try {
      return decode(record);
    } catch (error) {
      if (error instanceof TFRecordError) throw new FieldError(error.problem);
      throw error;
    }
  };
}

function exampleLookup(layout: RecordLayout): (record: Uint8Array) => Lookup {
  const { user, item, timestamp, value, session, disliked } = layout;
  const parts = [user, item, timestamp, value, session, disliked].filter(
    (part) => part !== undefined,
  );
  const codec = (int64: DType) =>
    exampleCodec(
      Object.fromEntries(
        parts.map(({ name, kind }) => [name, ragged(dtypeOf(kind, int64))]),
      ) as ExampleSpec,
    );
  const numbers = codec('int64');
  // Slower, so only for records with an integer beyond 2^53: text ids keep it, all other roles report it.
  const exact = codec('bigint');
  return (record) => {
    let row: Readonly<Record<string, unknown>>;
    try {
      row = numbers.decode(record);
    } catch (error) {
      if (!(error instanceof TFRecordError) || error.code !== 'unsafe-integer') throw error;
      row = exact.decode(record);
    }
    return ({ name }) => row[name] as FeatureValues;
  };
}

function dtypeOf(kind: RecordPart['kind'], int64: DType): DType {
  if (kind === 'int64') return int64;
  return kind === 'bytes' ? 'string' : kind;
}

/** The steps of a feature list form one list, for any number of values per step. */
function sequenceLookup(record: Uint8Array): Lookup {
  const { context, featureLists } = decodeSequenceExample(record, { int64: 'bigint' });
  return ({ name, kind }) => {
    const own = context.get(name);
    const features = [...(own === undefined ? [] : [own]), ...(featureLists.get(name) ?? [])];
    const other = features.find((feature) => feature.kind !== kind && feature.kind !== 'none');
    if (other !== undefined) {
      throw new FieldError(`feature '${name}' holds ${other.kind} values, expected ${kind}`);
    }
    return listOf(features, name);
  };
}

function listOf(features: readonly Feature[], name: string): FeatureValues {
  const values = features.flatMap((feature): (number | bigint | Uint8Array | string)[] =>
    Array.from<number | bigint | Uint8Array | string>(feature.values),
  );
  const [first] = values;
  if (typeof first === 'bigint') {
    const numbers = values.map(Number);
    return numbers.every(Number.isSafeInteger) ? numbers : (values as bigint[]);
  }
  return typeof first === 'object'
    ? values.map((value) => textOf(value as Uint8Array, name))
    : (values as number[]);
}

function textOf(bytes: Uint8Array, name: string): string {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString('utf8');
  throw new FieldError(`feature '${name}' holds bytes that are no UTF-8 text`);
}
