import { locationOf, TFRecordError } from './error.js';
import { readRow, writeRow } from './example-codec.js';
import { writeFeature } from './feature.js';
import { FIELD_1, FIELD_2, writeEntry } from './feature-map.js';
import { type FeatureSlot, FeatureSlots } from './feature-slots.js';
import type { ExampleSpec, FeatureSpec, Row, WritableRow } from './feature-spec.js';
import { readFeature, toFeature } from './feature-value.js';
import { type RecordSpan, spanOf } from './record-span.js';
import { visitSteps } from './sequence-example.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** The features of a tf.SequenceExample: of the whole sequence, and of each step. */
export interface SequenceExampleSpec {
  readonly context?: ExampleSpec;
  readonly sequence: ExampleSpec;
}

/** A row has each context feature once, and a list of each sequence feature with one entry per step. */
export interface SequenceRow<Spec extends SequenceExampleSpec> {
  readonly context: Row<ContextOf<Spec>>;
  readonly sequence: { [Name in keyof Spec['sequence']]: Row<Spec['sequence']>[Name][] };
}

export interface WritableSequenceRow<Spec extends SequenceExampleSpec> {
  readonly context: WritableRow<ContextOf<Spec>>;
  readonly sequence: {
    readonly [Name in keyof Spec['sequence']]: readonly WritableRow<Spec['sequence']>[Name][];
  };
}

type ContextOf<Spec extends SequenceExampleSpec> = Spec['context'] extends ExampleSpec
  ? Spec['context']
  : Record<never, never>;

/** Turns rows of a spec into the bytes of tf.SequenceExamples and back. */
export interface SequenceExampleCodec<Spec extends SequenceExampleSpec> {
  decode(record: Uint8Array): SequenceRow<Spec>;
  encode(row: WritableSequenceRow<Spec>): Uint8Array;
}

/**
 * The codec of a sequence spec. If a record lacks a whole list, a `varLen` or `ragged` feature has no steps, and a
 * `fixedLen` feature is an error unless it has a default. The default also fills steps without a value.
 *
 * @example
 * const codec = sequenceExampleCodec({ sequence: { item: fixedLen([], 'int64') } });
 * codec.decode(bytes).sequence.item // [31, 7], two steps
 */
export function sequenceExampleCodec<Spec extends SequenceExampleSpec>(
  spec: Spec,
): SequenceExampleCodec<Spec> {
  const decode = sequenceExampleDecoder(spec);
  const context = new FeatureSlots<FeatureSpec>(spec.context ?? {});
  const sequence = new FeatureSlots<FeatureSpec>(spec.sequence);
  const writer = new WireWriter();
  return {
    decode: (record) => decode(spanOf(record)),
    encode: (row) =>
      writer.message(() => {
        if (context.slots.length > 0) writeRow(writer, row.context, context);
        writer.nested(2, () => writeSteps(writer, row.sequence, sequence));
      }),
  };
}

export function sequenceExampleDecoder<Spec extends SequenceExampleSpec>(
  spec: Spec,
): (span: RecordSpan) => SequenceRow<Spec> {
  const context = new FeatureSlots<FeatureSpec>(spec.context ?? {});
  const sequence = new FeatureSlots<FeatureSpec>(spec.sequence);
  return (span) => {
    const reader = new WireReader(span);
    context.clear();
    sequence.clear();
    while (reader.position < reader.end) {
      const tag = reader.tag(reader.end);
      if (tag === FIELD_1) context.fill(reader, reader.endOfField(reader.end));
      else if (tag === FIELD_2) sequence.fill(reader, reader.endOfField(reader.end));
      else reader.skip(tag, reader.end);
    }
    const steps: Record<string, unknown[]> = {};
    for (const slot of sequence.slots) steps[slot.name] = readSteps(reader, slot);
    return { context: readRow(reader, context), sequence: steps } as SequenceRow<Spec>;
  };
}

function readSteps(reader: WireReader, slot: FeatureSlot<FeatureSpec>): unknown[] {
  const { name, spec } = slot;
  if (slot.start < 0) {
    if (spec.kind !== 'fixedLen' || spec.default !== undefined) return [];
    throw new TFRecordError(
      'missing-feature',
      `the list of feature '${name}' is missing, and its spec gives no default`,
      { ...locationOf(reader.span), feature: name },
    );
  }
  const steps: unknown[] = [];
  visitSteps(reader, slot.start, slot.end, (start, end) => {
    steps.push(readFeature(reader, start, end, slot));
  });
  return steps;
}

function writeSteps(
  writer: WireWriter,
  row: Readonly<Record<string, unknown>>,
  { sorted }: FeatureSlots<FeatureSpec>,
): void {
  for (const { name, nameBytes, spec } of sorted) {
    const steps = row[name];
    if (!Array.isArray(steps)) {
      throw new TFRecordError(
        'missing-feature',
        `the row to write has no list of steps for '${name}'`,
        { feature: name },
      );
    }
    writeEntry(writer, nameBytes, () => {
      for (const step of steps as readonly unknown[]) {
        const feature = toFeature(name, spec, step);
        writer.nested(1, () => writeFeature(writer, feature, name));
      }
    });
  }
}
