import { OnnxBackendError } from '../errors.js';
import { broadcastShapes, dimensionOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { node } from './node.js';
import { transpose } from './shape-ops.js';

export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** A number that multiplies the product. */
  readonly alpha?: number;
}

/** The domain of onnxruntime's own operators. Exported models do not use them. */
export const MICROSOFT = 'com.microsoft';

/** The matrix product over the last two axes; the other axes broadcast. */
export function matMul(a: Value, b: Value, options: MatMulOptions = {}): Value {
  const { transposeA = false, transposeB = false, alpha = 1 } = options;
  if (dimensionOf(a.shape, transposeA ? -2 : -1) !== dimensionOf(b.shape, transposeB ? -1 : -2)) {
    throw new OnnxBackendError(
      'bad-shape',
      `matrices of shapes [${a.shape.join(', ')}]${transposeA ? ' (transposed)' : ''} and [${b.shape.join(', ')}]${transposeB ? ' (transposed)' : ''} have no product`,
    );
  }
  const shape = [
    ...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)),
    dimensionOf(a.shape, transposeA ? -1 : -2),
    dimensionOf(b.shape, transposeB ? -2 : -1),
  ];
  const output = { type: a.type, shape };
  if (!transposeA && !transposeB && alpha === 1) return node('MatMul', [a, b], output);
  if (a.type !== 'float32') {
    return matMul(transposeA ? swapLast(a) : a, transposeB ? swapLast(b) : b);
  }
  if (transposeA && !transposeB) return ofTurned(a, b, alpha);
  const attributes = {
    transA: { int: transposeA ? 1 : 0 },
    transB: { int: transposeB ? 1 : 0 },
    alpha: { float: alpha },
  };
  return node('FusedMatMul', [a, b], output, attributes, MICROSOFT);
}

/**
 * `a^T b` with the cheaper transposition in memory: of `a`, or of `b` and the result. onnxruntime itself would
 * transpose the left side again for each part of the right side, and take up to a quarter longer.
 */
function ofTurned(a: Value, b: Value, alpha: number): Value {
  const [rows, left, right] = [
    dimensionOf(a.shape, -2),
    dimensionOf(a.shape, -1),
    dimensionOf(b.shape, -1),
  ];
  return rows * right + left * right < rows * left
    ? swapLast(matMul(swapLast(b), a, { alpha }))
    : matMul(swapLast(a), b, { alpha });
}

/** Swaps the last two axes. */
export function swapLast(x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  const [last, previous] = [axes.pop() ?? 0, axes.pop() ?? 0];
  return transpose(x, [...axes, last, previous]);
}
