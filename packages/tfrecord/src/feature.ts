import { TFRecordError } from './error.js';
import { type WireWriter, writeInt64 } from './wire-writer.js';

/**
 * One feature of a tf.Example without a spec: a list of one of three kinds, or of no kind. Reading gives plain arrays.
 * Writing takes any array-like, and text in place of its UTF-8 bytes.
 */
export type Feature =
  | { readonly kind: 'int64'; readonly values: ArrayLike<number> | ArrayLike<bigint> }
  | { readonly kind: 'float32'; readonly values: ArrayLike<number> }
  | { readonly kind: 'bytes'; readonly values: ArrayLike<Uint8Array | string> }
  | { readonly kind: 'none'; readonly values: readonly [] };

export type FeatureKind = Feature['kind'];

/** The field of each kind in the `Feature` message, from tensorflow/core/example/feature.proto. */
const FEATURE_FIELDS: { readonly [Kind in Exclude<FeatureKind, 'none'>]: number } = {
  bytes: 1,
  float32: 2,
  int64: 3,
};

/** Writes the content of a `Feature` message. `name` is for errors. */
export function writeFeature(writer: WireWriter, feature: Feature, name: string): void {
  const { kind, values } = feature;
  if (kind === 'none') return;
  writer.nested(FEATURE_FIELDS[kind], () => {
    if (kind === 'bytes') writeBytesList(writer, values, name);
    // Numbers are packed: one field holds the whole list.
    else if (values.length > 0) writer.nested(1, () => writeNumbers(writer, kind, values, name));
  });
}

function writeNumbers(
  writer: WireWriter,
  kind: 'int64' | 'float32',
  values: ArrayLike<unknown>,
  name: string,
): void {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (kind === 'int64') writeInt64(writer, value, name);
    else if (typeof value === 'number') writer.float32(value);
    else throw invalidValue(name, value, 'not a number');
  }
}

function writeBytesList(writer: WireWriter, values: ArrayLike<unknown>, name: string): void {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (typeof value === 'string') writer.stringField(1, value);
    else if (value instanceof Uint8Array) writer.bytesField(1, value);
    else throw invalidValue(name, value, 'neither text nor a Uint8Array');
  }
}

function invalidValue(feature: string, value: unknown, what: string): TFRecordError {
  return new TFRecordError(
    'invalid-value',
    `feature '${feature}' holds ${String(value)}, which is ${what}`,
    { feature },
  );
}
