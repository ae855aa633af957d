import { normalizeAxes, reducedShape, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { cast } from './elementwise.js';
import { matMul } from './matmul.js';
import { filled, int64s, node, nodes } from './node.js';
import { reshape } from './shape-ops.js';

export type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd';

export function reduce(
  op: Reduction,
  x: Value,
  axes: number | readonly number[] | null | undefined,
  keepDims = false,
): Value {
  const over = normalizeAxes(axes, x.shape.length);
  const shape = reducedShape(x.shape, over, keepDims);
  if (over.every((axis) => x.shape[axis] === 1)) return reshape(x, shape);
  return node(
    op,
    [x, int64s(over)],
    { type: x.type, shape },
    { keepdims: { int: keepDims ? 1 : 0 } },
  );
}

/** From this many rows on, a sum over leading axes is faster as a product with a row of ones. */
const COLUMN_SUM_ROWS = 64;

/** Sums over the rows of a matrix: `[R, C]` to `[C]`. */
export function columnSums(matrix: Value): Value {
  const [rows = 1, columns = 1] = matrix.shape;
  return reshape(matMul(filled('float32', [1, rows], 1), matrix), [columns]);
}

export function sum(
  x: Value,
  axes: number | readonly number[] | undefined,
  keepDims = false,
): Value {
  const over = normalizeAxes(axes, x.shape.length);
  const leading = over.every((axis, place) => axis === place) && over.length < x.shape.length;
  const rows = sizeOf(x.shape.slice(0, over.length));
  if (x.type !== 'float32' || !leading || rows < COLUMN_SUM_ROWS) {
    return reduce('ReduceSum', x, axes, keepDims);
  }
  const sums = columnSums(reshape(x, [rows, sizeOf(x.shape) / rows]));
  return reshape(sums, reducedShape(x.shape, over, keepDims));
}

export function argReduce(op: 'ArgMax' | 'ArgMin', x: Value, axis: number): Value {
  const output = { type: 'int64' as const, shape: reducedShape(x.shape, [axis], false) };
  const index = node(op, [x], output, { axis: { int: axis }, keepdims: { int: 0 } });
  return cast(index, 'int32');
}

export function topK(x: Value, k: number): { readonly values: Value; readonly indices: Value } {
  const shape = [...x.shape.slice(0, -1), k];
  const [values, indices] = nodes(
    'TopK',
    [x, int64s([k])],
    [
      { type: x.type, shape },
      { type: 'int64', shape },
    ],
  );
  if (values === undefined || indices === undefined) throw new TypeError('TopK has two outputs');
  return { values, indices: cast(indices, 'int32') };
}
