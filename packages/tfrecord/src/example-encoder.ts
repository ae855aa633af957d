import { TFRecordError } from './error.js';
import { encodeExample } from './example.js';
import type { Feature } from './feature.js';
import {
  type ExampleSpec,
  type FeatureSpec,
  sizeOf,
  storedKind,
  type WritableRow,
} from './feature-spec.js';

/** Turns rows of a spec into the bytes of tf.Examples; checks that each row has every feature in its shape. */
export function exampleEncoder<Spec extends ExampleSpec>(
  spec: Spec,
): (row: WritableRow<Spec>) => Uint8Array {
  const features = Object.entries(spec);
  return (row) => {
    const values = row as Readonly<Record<string, unknown>>;
    return encodeExample(
      new Map(
        features.map(([name, feature]): [string, Feature] => [
          name,
          toFeature(name, feature, values[name]),
        ]),
      ),
    );
  };
}

/** The stored form of one value of a row. */
export function toFeature(name: string, spec: FeatureSpec, value: unknown): Feature {
  const kind = storedKind(spec.dtype);
  const isScalar = spec.kind === 'fixedLen' && spec.shape.length === 0;
  const values = isScalar ? [value] : value;
  if (value === undefined || value === null) {
    throw new TFRecordError('missing-feature', `the row has no '${name}' to write`, {
      feature: name,
    });
  }
  if (!isList(values)) {
    throw new TFRecordError(
      'invalid-value',
      `feature '${name}' is written from a list of values, got ${typeof value}`,
      { feature: name },
    );
  }
  if (spec.kind === 'fixedLen' && values.length !== sizeOf(spec.shape)) {
    throw new TFRecordError(
      'wrong-shape',
      `feature '${name}' of shape [${spec.shape.join(', ')}] is written from ${sizeOf(spec.shape)} values, got ${values.length}`,
      { feature: name },
    );
  }
  // The encoder checks each value against the kind.
  return { kind, values } as Feature;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}
