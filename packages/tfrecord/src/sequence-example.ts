import {
  type DecodeOptions,
  type Features,
  readFeatureMessage,
  readFeatures,
  writeFeatures,
} from './example.js';
import { type Feature, writeFeature } from './feature.js';
import { FIELD_1, FIELD_2, visitEntries, writeEntries } from './feature-map.js';
import { spanOf } from './record-span.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** A tf.SequenceExample: features of the whole sequence, and lists with one feature per step. */
export interface SequenceExample {
  readonly context: Features;
  readonly featureLists: ReadonlyMap<string, readonly Feature[]>;
}

/** Decodes a tf.SequenceExample without a spec. With a spec, `sequenceExampleCodec` gives typed rows. */
export function decodeSequenceExample(
  record: Uint8Array,
  options: DecodeOptions = {},
): SequenceExample {
  const reader = new WireReader(spanOf(record));
  const context = new Map<string, Feature>();
  const featureLists = new Map<string, readonly Feature[]>();
  while (reader.position < reader.end) {
    const tag = reader.tag(reader.end);
    if (tag === FIELD_1) readFeatures(reader, reader.endOfField(reader.end), context, options);
    else if (tag === FIELD_2) {
      readFeatureLists(reader, reader.endOfField(reader.end), featureLists, options);
    } else reader.skip(tag, reader.end);
  }
  return { context, featureLists };
}

/** The bytes of a tf.SequenceExample. Equal values give equal bytes. */
export function encodeSequenceExample({ context, featureLists }: SequenceExample): Uint8Array {
  const writer = new WireWriter();
  return writer.message(() => {
    if (context.size > 0) writeFeatures(writer, context);
    if (featureLists.size > 0) writeFeatureLists(writer, featureLists);
  });
}

/** Visits each `Feature` of the `FeatureList` message between `start` and `end`. */
export function visitSteps(
  reader: WireReader,
  start: number,
  end: number,
  visit: (stepStart: number, stepEnd: number) => void,
): void {
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== FIELD_1) {
      reader.skip(tag, end);
      continue;
    }
    const stepEnd = reader.endOfField(end);
    visit(reader.position, stepEnd);
    reader.position = stepEnd;
  }
}

function readFeatureLists(
  reader: WireReader,
  limit: number,
  featureLists: Map<string, readonly Feature[]>,
  options: DecodeOptions,
): void {
  visitEntries(reader, limit, (nameStart, nameEnd, valueStart, valueEnd) => {
    const name = reader.name(nameStart, nameEnd);
    const steps: Feature[] = [];
    visitSteps(reader, valueStart, valueEnd, (start, end) => {
      steps.push(readFeatureMessage(reader, start, end, name, options));
    });
    featureLists.set(name, steps);
  });
}

function writeFeatureLists(
  writer: WireWriter,
  featureLists: SequenceExample['featureLists'],
): void {
  writer.nested(2, () => {
    writeEntries(writer, featureLists, (steps, name) => {
      for (const step of steps) writer.nested(1, () => writeFeature(writer, step, name));
    });
  });
}
