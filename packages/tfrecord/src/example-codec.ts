import { writeFeature } from './feature.js';
import { FIELD_1, writeEntry } from './feature-map.js';
import { FeatureSlots } from './feature-slots.js';
import type { ExampleSpec, FeatureSpec, Row, WritableRow } from './feature-spec.js';
import { absentFeature, readFeature, toFeature } from './feature-value.js';
import { type RecordSpan, spanOf } from './record-span.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** Turns rows of a spec into the bytes of tf.Examples and back. */
export interface ExampleCodec<Spec extends ExampleSpec> {
  /** The row in a record. Throws a `TFRecordError` that names the feature if it is missing or has another kind. */
  decode(record: Uint8Array): Row<Spec>;
  /** The bytes of a row; equal rows give equal bytes. */
  encode(row: WritableRow<Spec>): Uint8Array;
}

/**
 * The codec of a spec, for records that do not come from a file.
 *
 * @example
 * const codec = exampleCodec({ userIndex: fixedLen([], 'int64') });
 * codec.decode(codec.encode({ userIndex: 7 })) // { userIndex: 7 }
 */
export function exampleCodec<Spec extends ExampleSpec>(spec: Spec): ExampleCodec<Spec> {
  const decode = exampleDecoder(spec);
  const slots = new FeatureSlots<FeatureSpec>(spec);
  const writer = new WireWriter();
  return {
    decode: (record) => decode(spanOf(record)),
    encode: (row) => writer.message(() => writeRow(writer, row, slots)),
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

/** Writes the slots' values as field 1 of an `Example` or `SequenceExample`. */
export function writeRow(
  writer: WireWriter,
  row: Readonly<Record<string, unknown>>,
  { sorted }: FeatureSlots<FeatureSpec>,
): void {
  writer.nested(1, () => {
    for (const { name, nameBytes, spec } of sorted) {
      const feature = toFeature(name, spec, row[name]);
      writeEntry(writer, nameBytes, () => writeFeature(writer, feature, name));
    }
  });
}
