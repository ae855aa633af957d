export const elementTypeNames = [
  'F32',
  'I32',
  'F16',
  'BF16',
  'I64',
  'U32',
  'I16',
  'U16',
  'I8',
  'U8',
  'BOOL',
] as const;

type ElementTypeName = (typeof elementTypeNames)[number];

/** The storage of a safetensors type's elements, and the array that they become. */
interface ElementType {
  readonly bytes: number;
  /** Reads the values of a buffer of whole little-endian elements. */
  readonly read: (buffer: ArrayBuffer) => Float32Array | Int32Array;
}

/** The types whose every value fits a float32 or an int32, and I64 and U32, whose values must fit an int32. */
export const elementTypes: Readonly<Record<ElementTypeName, ElementType>> = {
  F32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  I32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  F16: { bytes: 2, read: (buffer) => Float32Array.from(new Uint16Array(buffer), widenHalf) },
  BF16: { bytes: 2, read: widenBrain },
  I64: { bytes: 8, read: (buffer) => Int32Array.from(new BigInt64Array(buffer), narrow) },
  U32: { bytes: 4, read: (buffer) => Int32Array.from(new Uint32Array(buffer), narrow) },
  I16: { bytes: 2, read: (buffer) => Int32Array.from(new Int16Array(buffer)) },
  U16: { bytes: 2, read: (buffer) => Int32Array.from(new Uint16Array(buffer)) },
  I8: { bytes: 1, read: (buffer) => Int32Array.from(new Int8Array(buffer)) },
  U8: { bytes: 1, read: (buffer) => Int32Array.from(new Uint8Array(buffer)) },
  BOOL: { bytes: 1, read: (buffer) => Int32Array.from(new Uint8Array(buffer)) },
};

/** The float32 that equals an IEEE 754 binary16. */
function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the upper half of a float32. */
function widenBrain(buffer: ArrayBuffer): Float32Array {
  return new Float32Array(
    Uint32Array.from(new Uint16Array(buffer), (bits) => (bits << 16) >>> 0).buffer,
  );
}

function narrow(value: number | bigint): number {
  const number = Number(value);
  if (number === (number | 0)) return number;
  throw new RangeError(`it holds ${value}, which does not fit an int32`);
}
