import type {
  AllAttrs,
  AllInputs,
  ArgMaxAttrs,
  ArgMaxInputs,
  CumprodAttrs,
  CumsumAttrs,
  CumsumInputs,
  MaxAttrs,
  MaxInputs,
  MinAttrs,
  MinInputs,
  ProdAttrs,
  ProdInputs,
  SumAttrs,
  SumInputs,
  TopKAttrs,
  TopKInputs,
} from '@tensorflow/tfjs-core';
import { dimensionOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { cast, constant, greater, greaterEqual, unary, where } from '../ops/elementwise.js';
import { literal, node, scalar } from '../ops/node.js';
import { argReduce, type Reduction, reduce, sum, topK } from '../ops/reduce.js';
import { reshape, transpose } from '../ops/shape-ops.js';
import { type KernelForm, type KernelForms, kernel } from './kernel.js';

const logical = (op: Reduction): KernelForm =>
  kernel<AllInputs, AllAttrs>(({ x }, { axis, keepDims }) =>
    cast(reduce(op, cast(cast(x, 'bool'), 'int32'), axis, keepDims), 'bool'),
  );

function extremum(
  op: 'ReduceMax' | 'ReduceMin',
  x: Value,
  axis: number | number[] | null,
  keepDims: boolean,
): Value {
  if (x.type !== 'bool') return reduce(op, x, axis, keepDims);
  return cast(reduce(op, cast(x, 'int32'), axis, keepDims), 'bool');
}

/** The search ignores NaN. */
const arg = (op: 'ArgMax' | 'ArgMin'): KernelForm =>
  kernel<ArgMaxInputs, ArgMaxAttrs>(({ x }, { axis }) => {
    const place = axis < 0 ? axis + x.shape.length : axis;
    const worst = op === 'ArgMax' ? -Infinity : Infinity;
    const searched =
      x.type === 'float32'
        ? where(unary('IsNaN', x, 'bool'), constant(x, worst), x)
        : cast(x, 'int32');
    return argReduce(op, searched, place);
  });

function cumsum(x: Value, axis: number, exclusive: boolean, reverse: boolean): Value {
  return node(
    'CumSum',
    [x, scalar('int32', axis)],
    { type: x.type, shape: x.shape },
    { exclusive: { int: exclusive ? 1 : 0 }, reverse: { int: reverse ? 1 : 0 } },
  );
}

/** ONNX has no running product before opset 26, so this multiplies each row of a matrix of all prefixes. */
function cumprod(x: Value, axis: number, exclusive: boolean, reverse: boolean): Value {
  const rank = x.shape.length;
  const order = [...x.shape.keys()].filter((place) => place !== axis);
  const last = transpose(x, [...order, axis]); // [..., N]
  const length = dimensionOf(x.shape, axis);
  const index = literal(
    'int32',
    [length],
    Int32Array.from({ length }, (_, i) => i),
  );
  const row = reshape(index, [length, 1]);
  const [high, low] = reverse ? [index, row] : [row, index];
  const inside = exclusive ? greater(high, low) : greaterEqual(high, low);
  const rows = reshape(last, [...last.shape.slice(0, -1), 1, length]);
  const prefixes = where(inside, rows, constant(x, 1)); // [..., N, N]
  const products = reduce('ReduceProd', prefixes, -1);
  const back = [...x.shape.keys()].map((place) =>
    place === axis ? rank - 1 : order.indexOf(place),
  );
  return transpose(products, back);
}

export const reductionKernels: KernelForms = {
  Sum: kernel<SumInputs, SumAttrs>(({ x }, { axis, keepDims }) =>
    sum(x.type === 'bool' ? cast(x, 'int32') : x, axis, keepDims),
  ),
  Mean: kernel<SumInputs, SumAttrs>(({ x }, { axis, keepDims }) =>
    reduce('ReduceMean', cast(x, 'float32'), axis, keepDims),
  ),
  Prod: kernel<ProdInputs, ProdAttrs>(({ x }, { axis, keepDims }) =>
    reduce('ReduceProd', x.type === 'bool' ? cast(x, 'int32') : x, axis, keepDims),
  ),
  // In tfjs, Max and Min use different names for their axes.
  Max: kernel<MaxInputs, MaxAttrs>(({ x }, { reductionIndices, keepDims }) =>
    extremum('ReduceMax', x, reductionIndices, keepDims),
  ),
  Min: kernel<MinInputs, MinAttrs>(({ x }, { axis, keepDims }) =>
    extremum('ReduceMin', x, axis, keepDims),
  ),
  All: logical('ReduceMin'),
  Any: logical('ReduceMax'),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
  TopK: kernel<TopKInputs, TopKAttrs>(({ x }, { k }) => {
    const { values, indices } = topK(x, k);
    return [values, indices];
  }),
  Cumsum: kernel<CumsumInputs, CumsumAttrs>(({ x }, { axis, exclusive, reverse }) =>
    cumsum(x.type === 'bool' ? cast(x, 'int32') : x, axis, exclusive, reverse),
  ),
  Cumprod: kernel<CumsumInputs, CumprodAttrs>(({ x }, { axis, exclusive, reverse }) =>
    cumprod(x.type === 'bool' ? cast(x, 'int32') : x, axis, exclusive, reverse),
  ),
};
