/** The element types of a graph's values. tfjs tensors never have int64, uint8 or float64. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int64' | 'uint8' | 'float64';

export type ElementArray = Float32Array | Int32Array | Uint8Array | BigInt64Array | Float64Array;

interface ElementTypeFacts {
  /** The type's number in ONNX's `TensorProto.DataType`. */
  readonly code: number;
  readonly bytes: number;
  readonly allocate: (length: number) => ElementArray;
}

export const elementTypes: Readonly<Record<ElementType, ElementTypeFacts>> = {
  float32: { code: 1, bytes: 4, allocate: (length) => new Float32Array(length) },
  uint8: { code: 2, bytes: 1, allocate: (length) => new Uint8Array(length) },
  int32: { code: 6, bytes: 4, allocate: (length) => new Int32Array(length) },
  int64: { code: 7, bytes: 8, allocate: (length) => new BigInt64Array(length) },
  bool: { code: 9, bytes: 1, allocate: (length) => new Uint8Array(length) },
  float64: { code: 11, bytes: 8, allocate: (length) => new Float64Array(length) },
};
