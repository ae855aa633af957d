import { TFRecordError } from './error.js';
import { WireWriter, writeInt64 } from './wire-writer.js';

/**
 * One feature of a tf.Example as it stands in the file, without a spec: a list of one of three kinds, or of none.
 * Read, its values are plain arrays; to write, any array-like will do, and text may stand for its UTF-8 bytes.
 */
export type Feature =
  | { readonly kind: 'int64'; readonly values: ArrayLike<number> | ArrayLike<bigint> }
  | { readonly kind: 'float32'; readonly values: ArrayLike<number> }
  | { readonly kind: 'bytes'; readonly values: ArrayLike<Uint8Array | string> }
  | { readonly kind: 'none'; readonly values: readonly [] };

export type FeatureKind = Feature['kind'];

/** The field of each kind in the `Feature` message, from tensorflow/core/example/feature.proto. */
export const FEATURE_FIELDS: { readonly [Kind in Exclude<FeatureKind, 'none'>]: number } = {
  bytes: 1,
  float32: 2,
  int64: 3,
};

const message = new WireWriter();
const packed = new WireWriter();

/** The bytes of one `Feature` message. `name` is for errors. */
export function encodeFeature(feature: Feature, name: string): Uint8Array {
  if (feature.kind === 'none') return new Uint8Array(0);
  const list = encodeList(feature, name);
  message.bytesField(FEATURE_FIELDS[feature.kind], list);
  return message.take();
}

function encodeList(feature: Exclude<Feature, { kind: 'none' }>, name: string): Uint8Array {
  const { kind, values } = feature;
  if (kind === 'bytes') {
    for (let i = 0; i < values.length; i += 1) writeBytes(values[i], name);
    return message.take();
  }
  for (let i = 0; i < values.length; i += 1) {
    if (kind === 'int64') writeInt64(packed, values[i], name);
    else writeFloat32(values[i], name);
  }
  if (values.length > 0) message.bytesField(1, packed.take());
  return message.take();
}

function writeBytes(value: unknown, name: string): void {
  if (typeof value === 'string') message.stringField(1, value);
  else if (value instanceof Uint8Array) message.bytesField(1, value);
  else throw invalidValue(name, value, 'neither text nor a Uint8Array');
}

function writeFloat32(value: unknown, name: string): void {
  if (typeof value !== 'number') throw invalidValue(name, value, 'not a number');
  packed.float32(value);
}

function invalidValue(feature: string, value: unknown, what: string): TFRecordError {
  return new TFRecordError(
    'invalid-value',
    `feature '${feature}' holds ${String(value)}, which is ${what}`,
    { feature },
  );
}

/** Appends `entries` to `writer` as the map of a `Features` or `FeatureLists` message, sorted by the bytes of their names. */
export function writeMap(
  writer: WireWriter,
  entries: Iterable<readonly [string, Uint8Array]>,
): void {
  const sorted = Array.from(entries, ([name, value]) => ({ name: Buffer.from(name), value }));
  sorted.sort((a, b) => Buffer.compare(a.name, b.name));
  for (const { name, value } of sorted) {
    const entry = new WireWriter();
    entry.bytesField(1, name);
    entry.bytesField(2, value);
    writer.bytesField(1, entry.take());
  }
}
