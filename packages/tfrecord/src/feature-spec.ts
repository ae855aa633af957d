import { TFRecordError } from './error.js';

/**
 * The JavaScript form of a feature's values. A file holds int64, float32 and bytes, and two of these have two forms.
 * `'int64'` gives numbers and refuses values that are not safe integers; `'bigint'` gives every int64 exactly.
 * `'bytes'` gives bytes; `'string'` decodes them as UTF-8.
 */
export type DType = 'int64' | 'bigint' | 'float32' | 'string' | 'bytes';

/** One value of a dtype. */
export type Scalar<D extends DType> = {
  int64: number;
  bigint: bigint;
  float32: number;
  string: string;
  bytes: Uint8Array;
}[D];

/** The value of a fixed-length feature in a row: one value for shape `[]`, else the values in row-major order. */
export type FixedLenValue<S extends readonly number[], D extends DType> = S extends readonly []
  ? Scalar<D>
  : Scalar<D>[];

/** A feature with the same number of values in every record: the product of `shape`, 1 for `[]`. */
export interface FixedLen<
  S extends readonly number[] = readonly number[],
  D extends DType = DType,
> {
  readonly kind: 'fixedLen';
  readonly shape: S;
  readonly dtype: D;
  /** The value for a record without the feature. If there is no default, such a record is an error. */
  readonly default?: unknown;
}

/** A feature with any number of values, or none. A record without the feature gives an empty list. */
export interface VarLen<D extends DType = DType> {
  readonly kind: 'varLen' | 'ragged';
  readonly dtype: D;
}

export type FeatureSpec = FixedLen | VarLen;

/** The features to read or write, by name. Others in a file are skipped. */
export interface ExampleSpec {
  readonly [feature: string]: FeatureSpec;
}

/** The row that an {@link ExampleSpec} gives. */
export type Row<Spec extends ExampleSpec> = { -readonly [Name in keyof Spec]: ValueOf<Spec[Name]> };

type ValueOf<F extends FeatureSpec> =
  F extends FixedLen<infer S, infer D>
    ? FixedLenValue<S, D>
    : F extends VarLen<infer D>
      ? Scalar<D>[]
      : never;

/** A row to write. A list may be any array-like, an int64 a safe integer or a bigint, and bytes may be text. */
export type WritableRow<Spec extends ExampleSpec> = {
  readonly [Name in keyof Spec]: WritableValueOf<Spec[Name]>;
};

type WritableValueOf<F extends FeatureSpec> =
  F extends FixedLen<infer S, infer D>
    ? S extends readonly []
      ? WritableScalar<D>
      : ArrayLike<WritableScalar<D>>
    : F extends VarLen<infer D>
      ? ArrayLike<WritableScalar<D>>
      : never;

type WritableScalar<D extends DType> = {
  int64: number | bigint;
  bigint: number | bigint;
  float32: number;
  string: string | Uint8Array;
  bytes: string | Uint8Array;
}[D];

/**
 * TensorFlow's `FixedLenFeature`.
 *
 * @example fixedLen([], 'int64') // reads as number
 * @example fixedLen([2, 3], 'float32') // reads as six numbers, row by row
 */
export function fixedLen<const S extends readonly number[], D extends DType>(
  shape: S,
  dtype: D,
  defaultValue?: FixedLenValue<S, D>,
): FixedLen<S, D> {
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new TFRecordError(
        'invalid-spec',
        `a fixed shape is a list of whole numbers, got [${shape.join(', ')}]: use varLen or ragged where the length varies`,
      );
    }
  }
  if (defaultValue === undefined) return { kind: 'fixedLen', shape, dtype };
  const given = shape.length > 0 && Array.isArray(defaultValue) ? defaultValue.length : 1;
  if (given !== sizeOf(shape)) {
    throw new TFRecordError(
      'invalid-spec',
      `a default for shape [${shape.join(', ')}] has ${sizeOf(shape)} values, got ${given}`,
    );
  }
  return { kind: 'fixedLen', shape, dtype, default: defaultValue };
}

/** TensorFlow's `VarLenFeature`. This package has no sparse tensors: a row has a list, as with `ragged`. */
export function varLen<D extends DType>(dtype: D): VarLen<D> {
  return { kind: 'varLen', dtype };
}

/** TensorFlow's `RaggedFeature` without partitions: a list of any length. */
export function ragged<D extends DType>(dtype: D): VarLen<D> {
  return { kind: 'ragged', dtype };
}

/** The number of values that a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** The kind of list that stores a dtype. */
export function storedKind(dtype: DType): 'int64' | 'float32' | 'bytes' {
  if (dtype === 'int64' || dtype === 'bigint') return 'int64';
  return dtype === 'float32' ? 'float32' : 'bytes';
}
