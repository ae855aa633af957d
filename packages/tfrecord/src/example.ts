import { type Feature, writeFeature } from './feature.js';
import { FIELD_1, visitEntries, writeEntries } from './feature-map.js';
import type { DType } from './feature-spec.js';
import { spanOf } from './record-span.js';
import { StoredFeature } from './stored-feature.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** Features by name. */
export type Features = ReadonlyMap<string, Feature>;

/** How to return int64 values: as bigints, or as numbers with an error for a value that no number holds exactly. */
export interface DecodeOptions {
  readonly int64?: 'number' | 'bigint';
}

/** Decodes all features of a tf.Example without a spec. With a spec, `exampleCodec` gives typed rows. */
export function decodeExample(record: Uint8Array, options: DecodeOptions = {}): Features {
  const reader = new WireReader(spanOf(record));
  const features = new Map<string, Feature>();
  while (reader.position < reader.end) {
    const tag = reader.tag(reader.end);
    if (tag === FIELD_1) {
      readFeatures(reader, reader.endOfField(reader.end), features, options);
    } else reader.skip(tag, reader.end);
  }
  return features;
}

/**
 * The bytes of a tf.Example. Features are sorted by name, so equal examples give equal bytes, the same as TensorFlow's
 * deterministic serialization.
 *
 * @example encodeExample(new Map([['userIndex', { kind: 'int64', values: [7] }]]))
 */
export function encodeExample(features: Features): Uint8Array {
  const writer = new WireWriter();
  return writer.message(() => writeFeatures(writer, features));
}

/** Writes `features` as field 1 of an `Example` or `SequenceExample`. */
export function writeFeatures(writer: WireWriter, features: Features): void {
  writer.nested(1, () => {
    writeEntries(writer, features, (feature, name) => writeFeature(writer, feature, name));
  });
}

/** Reads the `Features` message that ends at `limit` into `features`. */
export function readFeatures(
  reader: WireReader,
  limit: number,
  features: Map<string, Feature>,
  options: DecodeOptions,
): void {
  visitEntries(reader, limit, (nameStart, nameEnd, valueStart, valueEnd) => {
    const name = reader.name(nameStart, nameEnd);
    features.set(name, readFeatureMessage(reader, valueStart, valueEnd, name, options));
  });
}

/** The `Feature` message between `start` and `end`, without a spec. */
export function readFeatureMessage(
  reader: WireReader,
  start: number,
  end: number,
  name: string,
  { int64 = 'number' }: DecodeOptions,
): Feature {
  const stored = new StoredFeature();
  stored.find(reader, start, end);
  const { kind } = stored;
  if (kind === 'none') return { kind, values: [] };
  const dtype: DType = kind === 'int64' && int64 === 'bigint' ? 'bigint' : kind;
  return { kind, values: stored.read(reader, dtype, name) } as Feature;
}
