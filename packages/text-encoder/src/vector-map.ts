import { decodeSafeTensors, encodeSafeTensors, SafeTensorsError } from '@org/safetensors';
import { TextEncoderError } from './error.js';
import { principalDirections } from './principal-directions.js';

/**
 * A map from the vectors of an encoder to those that a model reads: less their mean, then onto the directions in which
 * they differ most, then scaled to length 1. Vectors of encoders share a large part, which says nothing about an item.
 */
export interface VectorMap {
  /** float32 `[C]` */
  readonly mean: Float32Array;
  /** float32 `[C, D]`, orthonormal columns. Absent: all C directions stay. */
  readonly directions?: Float32Array | undefined;
  /** D */
  readonly size: number;
}

export interface FitVectorMapOptions {
  /** C */
  readonly size: number;
  /** D, at most C. Default C. */
  readonly reduceTo?: number | undefined;
}

/** The most rows that the directions are computed from. More rows change them little. */
const MOST_ROWS = 10_000;

/** Fits a map to vectors, float32 `[N, C]`. Rows of zeros, which stand for nothing, do not count. */
export function fitVectorMap(
  vectors: Float32Array,
  { size, reduceTo = size }: FitVectorMapOptions,
): VectorMap {
  if (!Number.isInteger(reduceTo) || reduceTo < 1 || reduceTo > size) {
    throw new RangeError(`reduceTo is a whole number from 1 to ${size}, got ${reduceTo}`);
  }
  const rows = Array.from({ length: vectors.length / size }, (_, row) =>
    vectors.subarray(row * size, (row + 1) * size),
  ).filter((row) => row.some((value) => value !== 0));
  const sums = new Float64Array(size);
  for (const row of rows) {
    for (let i = 0; i < size; i += 1) sums[i] = (sums[i] as number) + (row[i] as number);
  }
  const mean = Float32Array.from(sums, (sum) => sum / Math.max(1, rows.length));
  if (reduceTo === size) return { mean, size };
  const step = Math.max(1, rows.length / MOST_ROWS);
  const count = Math.min(rows.length, MOST_ROWS);
  const some = Array.from({ length: count }, (_, i) => rows[Math.floor(i * step)] as Float32Array);
  const centred = some.map((row) => row.map((value, i) => value - (mean[i] as number)));
  return {
    mean,
    directions: principalDirections(centred, { size, count: reduceTo }),
    size: reduceTo,
  };
}

/** Maps vectors, float32 `[N, C]` to `[N, D]`. A row of zeros stays zeros. */
export function mapVectors(
  { mean, directions, size }: VectorMap,
  vectors: Float32Array,
): Float32Array {
  const width = mean.length;
  const count = vectors.length / width;
  const mapped = new Float32Array(count * size);
  const centred = new Float64Array(width);
  const row = new Float64Array(size);
  for (let n = 0; n < count; n += 1) {
    const from = vectors.subarray(n * width, (n + 1) * width);
    if (!from.some((value) => value !== 0)) continue;
    for (let i = 0; i < width; i += 1) centred[i] = (from[i] as number) - (mean[i] as number);
    if (directions === undefined) row.set(centred);
    else project(centred, directions, row);
    let square = 0;
    for (const value of row) square += value * value;
    if (square === 0) continue;
    const scale = 1 / Math.sqrt(square);
    for (let d = 0; d < size; d += 1) mapped[n * size + d] = (row[d] as number) * scale;
  }
  return mapped;
}

/** `row = centred @ directions` */
function project(centred: Float64Array, directions: Float32Array, row: Float64Array): void {
  const size = row.length;
  row.fill(0);
  for (let i = 0; i < centred.length; i += 1) {
    const value = centred[i] as number;
    for (let d = 0; d < size; d += 1) {
      row[d] = (row[d] as number) + value * (directions[i * size + d] as number);
    }
  }
}

/** A map as a safetensors file; `origin` says what made its vectors. */
export function encodeVectorMap(
  { mean, directions, size }: VectorMap,
  origin: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = new Map([['mean', { data: mean, shape: [mean.length] }]]);
  if (directions !== undefined) {
    tensors.set('directions', { data: directions, shape: [mean.length, size] });
  }
  return encodeSafeTensors(tensors, origin);
}

export interface StoredVectorMap {
  readonly map: VectorMap;
  readonly origin: Readonly<Record<string, string>>;
}

/**
 * Reads the bytes of {@link encodeVectorMap}; `file` names them in errors.
 *
 * @throws TextEncoderError `bad-vectors`.
 */
export function decodeVectorMap(bytes: Uint8Array, file: string): StoredVectorMap {
  const bad = (cause?: unknown): TextEncoderError =>
    new TextEncoderError('bad-vectors', `${file} holds no map of vectors`, { file, cause });
  let decoded: ReturnType<typeof decodeSafeTensors>;
  try {
    decoded = decodeSafeTensors(bytes, file);
  } catch (cause) {
    throw cause instanceof SafeTensorsError ? bad(cause) : cause;
  }
  const { tensors, metadata: origin } = decoded;
  const mean = tensors.get('mean')?.data;
  const directions = tensors.get('directions');
  if (!(mean instanceof Float32Array)) throw bad();
  if (directions === undefined) return { map: { mean, size: mean.length }, origin };
  const [width, size = 0] = directions.shape;
  if (width !== mean.length || size < 1 || !(directions.data instanceof Float32Array)) throw bad();
  return { map: { mean, directions: directions.data, size }, origin };
}
