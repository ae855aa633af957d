import { locationOf, TFRecordError, type TFRecordErrorCode } from './error.js';
import type { Feature } from './feature.js';
import { type FeatureSpec, sizeOf, storedKind } from './feature-spec.js';
import type { RecordSpan } from './record-span.js';
import { StoredFeature } from './stored-feature.js';
import type { WireReader } from './wire-reader.js';

const stored = new StoredFeature();

/** Reads the `Feature` message between `start` and `end` by its spec. */
export function readFeature(
  reader: WireReader,
  start: number,
  end: number,
  { name, spec }: { readonly name: string; readonly spec: FeatureSpec },
): unknown {
  stored.find(reader, start, end);
  if (stored.kind === 'none') return absentFeature(name, spec, reader.span);
  if (stored.kind !== storedKind(spec.dtype)) {
    throw featureError(
      'wrong-type',
      `feature '${name}' holds ${stored.kind} values, expected ${spec.dtype}`,
      name,
      reader.span,
    );
  }
  const values = stored.read(reader, spec.dtype, name);
  if (spec.kind !== 'fixedLen') return values;
  if (values.length !== sizeOf(spec.shape)) {
    throw featureError(
      'wrong-shape',
      `feature '${name}' holds ${values.length} values, its spec [${spec.shape.join(', ')}] takes ${sizeOf(spec.shape)}`,
      name,
      reader.span,
    );
  }
  return spec.shape.length === 0 ? values[0] : values;
}

/** The value for a record without the feature: the default, or an empty list for a feature of any length. */
export function absentFeature(name: string, spec: FeatureSpec, span: RecordSpan): unknown {
  if (spec.kind !== 'fixedLen') return [];
  if (spec.default !== undefined) {
    return Array.isArray(spec.default) ? [...spec.default] : spec.default;
  }
  throw featureError(
    'missing-feature',
    `feature '${name}' is missing, and its spec gives no default`,
    name,
    span,
  );
}

/** The stored form of one value of a row. */
export function toFeature(name: string, spec: FeatureSpec, value: unknown): Feature {
  const isScalar = spec.kind === 'fixedLen' && spec.shape.length === 0;
  if (value === undefined || value === null) {
    throw featureError('missing-feature', `the row to write has no value for '${name}'`, name);
  }
  const values = isScalar ? [value] : value;
  if (!isList(values)) {
    throw featureError(
      'invalid-value',
      `feature '${name}' is written from a list of values, got a ${typeof value}`,
      name,
    );
  }
  if (spec.kind === 'fixedLen' && values.length !== sizeOf(spec.shape)) {
    throw featureError(
      'wrong-shape',
      `feature '${name}' is written from ${values.length} values, its spec [${spec.shape.join(', ')}] takes ${sizeOf(spec.shape)}`,
      name,
    );
  }
  // The encoder checks each value against the kind.
  return { kind: storedKind(spec.dtype), values } as Feature;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}

function featureError(
  code: TFRecordErrorCode,
  problem: string,
  feature: string,
  span: RecordSpan | undefined = undefined,
): TFRecordError {
  return new TFRecordError(code, problem, { ...locationOf(span ?? {}), feature });
}
