import {
  type DecodeOptions,
  encodeFeatures,
  type Features,
  readFeatureMessage,
  readFeatures,
} from './example.js';
import { encodeFeature, type Feature, writeMap } from './feature.js';
import { FIELD_1, FIELD_2, visitEntries } from './feature-map.js';
import { spanOf } from './record-span.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** A tf.SequenceExample: features of the whole, and lists with one feature per step. */
export interface SequenceExample {
  readonly context: Features;
  readonly featureLists: ReadonlyMap<string, readonly Feature[]>;
}

/** A tf.SequenceExample as it stands in its bytes. With a spec at hand, `sequenceExampleCodec` gives typed rows. */
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

/** The bytes of a tf.SequenceExample; equal ones give equal bytes. */
export function encodeSequenceExample({ context, featureLists }: SequenceExample): Uint8Array {
  const writer = new WireWriter();
  if (context.size > 0) writer.bytesField(1, encodeFeatures(context));
  if (featureLists.size > 0) writer.bytesField(2, encodeFeatureLists(featureLists));
  return writer.take();
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

function encodeFeatureLists(featureLists: SequenceExample['featureLists']): Uint8Array {
  const writer = new WireWriter();
  writeMap(
    writer,
    Array.from(featureLists, ([name, steps]): [string, Uint8Array] => {
      const list = new WireWriter();
      for (const step of steps) list.bytesField(1, encodeFeature(step, name));
      return [name, list.take()];
    }),
  );
  return writer.take();
}
