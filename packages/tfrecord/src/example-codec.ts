import { encodeExample, type Features } from './example.js';
import type { Feature } from './feature.js';
import { FIELD_1 } from './feature-map.js';
import { FeatureSlots } from './feature-slots.js';
import type { ExampleSpec, FeatureSpec, Row, WritableRow } from './feature-spec.js';
import { absentFeature, readFeature, toFeature } from './feature-value.js';
import { type RecordSpan, spanOf } from './record-span.js';
import { WireReader } from './wire-reader.js';

/** Turns rows of a spec into the bytes of tf.Examples and back. */
export interface ExampleCodec<Spec extends ExampleSpec> {
  /** The row in a record; throws a `TFRecordError` that names the feature which is missing or of another kind. */
  decode(record: Uint8Array): Row<Spec>;
  /** The bytes of a row; equal rows give equal bytes. */
  encode(row: WritableRow<Spec>): Uint8Array;
}

/**
 * The codec of a spec, for records that come from elsewhere than a file.
 *
 * @example
 * const codec = exampleCodec({ userIndex: fixedLen([], 'int64') });
 * codec.decode(codec.encode({ userIndex: 7 })) // { userIndex: 7 }
 */
export function exampleCodec<Spec extends ExampleSpec>(spec: Spec): ExampleCodec<Spec> {
  const decode = exampleDecoder(spec);
  const slots = new FeatureSlots<FeatureSpec>(spec);
  return {
    decode: (record) => decode(spanOf(record)),
    encode: (row) => encodeExample(rowFeatures(row, slots)),
  };
}

export function exampleDecoder<Spec extends ExampleSpec>(
  spec: Spec,
): (span: RecordSpan) => Row<Spec> {
  const slots = new FeatureSlots<FeatureSpec>(spec);
  return (span) => {
    const reader = new WireReader(span);
    slots.clear();
    while (reader.position < reader.end) {
      const tag = reader.tag(reader.end);
      if (tag === FIELD_1) slots.fill(reader, reader.endOfField(reader.end));
      else reader.skip(tag, reader.end);
    }
    return readRow(reader, slots) as Row<Spec>;
  };
}

/** The values of every slot, in the order of the spec. */
export function readRow(
  reader: WireReader,
  { slots }: FeatureSlots<FeatureSpec>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const slot of slots) {
    row[slot.name] =
      slot.start < 0
        ? absentFeature(slot.name, slot.spec, reader.span)
        : readFeature(reader, slot.start, slot.end, slot);
  }
  return row;
}

/** The stored form of every slot's value in `row`. */
export function rowFeatures(
  row: Readonly<Record<string, unknown>>,
  { slots }: FeatureSlots<FeatureSpec>,
): Features {
  return new Map(
    slots.map(({ name, spec }): [string, Feature] => [name, toFeature(name, spec, row[name])]),
  );
}
