import { encodeFeature, type Feature, writeMap } from './feature.js';
import { WireWriter } from './wire-writer.js';

/** The features of a tf.Example by name, as they stand in the file. */
export type Example = ReadonlyMap<string, Feature>;

/**
 * The bytes of a tf.Example. Features are sorted by name, so that equal examples give equal bytes (those of
 * TensorFlow's deterministic serialization).
 */
export function encodeExample(features: Example | Readonly<Record<string, Feature>>): Uint8Array {
  const writer = new WireWriter();
  writer.bytesField(1, encodeFeatures(features));
  return writer.take();
}

/** The bytes of a `Features` message, the common part of tf.Example and tf.SequenceExample. */
export function encodeFeatures(features: Example | Readonly<Record<string, Feature>>): Uint8Array {
  const writer = new WireWriter();
  const entries = features instanceof Map ? [...features] : Object.entries(features);
  writeMap(
    writer,
    entries.map(([name, feature]): [string, Uint8Array] => [name, encodeFeature(feature, name)]),
  );
  return writer.take();
}
