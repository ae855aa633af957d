import type {
  BincountAttrs,
  BincountInputs,
  DenseBincountAttrs,
  DenseBincountInputs,
  GatherNdInputs,
  GatherV2Attrs,
  GatherV2Inputs,
  OneHotAttrs,
  OneHotInputs,
  ScatterNdAttrs,
  ScatterNdInputs,
  SearchSortedAttrs,
  SearchSortedInputs,
  SparseToDenseAttrs,
  SparseToDenseInputs,
  TensorScatterUpdateInputs,
  UnsortedSegmentSumAttrs,
  UnsortedSegmentSumInputs,
} from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import { dimensionOf, type Shape, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import {
  add,
  and,
  cast,
  constant,
  equal,
  greaterEqual,
  less,
  mul,
  where,
} from '../ops/elementwise.js';
import { filled, literal, scalar } from '../ops/node.js';
import { reduce } from '../ops/reduce.js';
import {
  expand,
  gather,
  gatherNd,
  reshape,
  scatterRows,
  slice,
  transpose,
} from '../ops/shape-ops.js';
import { type KernelForms, kernel } from './kernel.js';
import { asTensorInfo, elementTypeOf } from './shaping.js';

const iota = (length: number): Value =>
  literal(
    'int32',
    [length],
    Int32Array.from({ length }, (_, i) => i),
  );

/** Turns `[..., depth]` indices into the leading axes of `shape` into a flat vector of row numbers. */
function rowNumbers(indices: Value, shape: Shape): Value {
  const depth = indices.shape.length < 2 ? 1 : dimensionOf(indices.shape, -1);
  const strides = shape.slice(0, depth).map((_, axis) => sizeOf(shape.slice(axis + 1, depth)));
  const tuples = reshape(indices, [sizeOf(indices.shape) / depth, depth]);
  if (depth === 1) return reshape(tuples, [tuples.shape[0] ?? 0]);
  return reduce('ReduceSum', mul(tuples, literal('int32', [depth], Int32Array.from(strides))), 1);
}

function scatterInto(
  data: Value,
  indices: Value,
  updates: Value,
  reduction: 'add' | 'none',
): Value {
  const { shape } = data;
  const depth = indices.shape.length < 2 ? 1 : dimensionOf(indices.shape, -1);
  const rows = rowNumbers(indices, shape);
  const width = sizeOf(shape.slice(depth));
  const flat = reshape(data, [sizeOf(shape.slice(0, depth)), width]);
  const count = sizeOf(rows.shape);
  const values = expand(reshape(updates, sizeOf(updates.shape) === 1 ? [1, 1] : [count, width]), [
    count,
    width,
  ]);
  return reshape(scatterRows(flat, rows, values, reduction), shape);
}

/** Sums the rows of `x` by segment id, and ignores rows with a negative id. */
function segmentSum(x: Value, segmentIds: Value, numSegments: number): Value {
  const rank = segmentIds.shape.length;
  const width = sizeOf(x.shape.slice(rank));
  const count = sizeOf(segmentIds.shape);
  // Rows with negative ids go to an extra last segment, which is then cut off.
  const ignored = less(segmentIds, constant(segmentIds, 0));
  const ids = where(ignored, constant(segmentIds, numSegments), segmentIds);
  const sums = scatterRows(
    filled(x.type, [numSegments + 1, width], 0),
    reshape(ids, [count]),
    reshape(x, [count, width]),
    'add',
  );
  const kept = slice(sums, [{ axis: 0, start: 0, end: numSegments }]);
  return reshape(kept, [numSegments, ...x.shape.slice(rank)]);
}

function bincount(x: Value, weights: Value, size: number): Value {
  const count = sizeOf(x.shape);
  const zero = constant(x, 0);
  const inRange = and(greaterEqual(x, zero), less(x, constant(x, size)));
  const ones =
    sizeOf(weights.shape) > 0 ? reshape(weights, [count]) : filled('float32', [count], 1);
  const counted = where(reshape(inRange, [count]), ones, constant(ones, 0));
  const rows = where(inRange, x, zero);
  const bins = scatterRows(
    filled(ones.type, [size, 1], 0),
    reshape(rows, [count]),
    reshape(counted, [count, 1]),
    'add',
  );
  return reshape(bins, [size]);
}

/** The index at which each value would be inserted: the number of its row's elements that come before it. */
function searchSorted(sorted: Value, values: Value, side: 'left' | 'right'): Value {
  const [rows = 1, width = 1] = sorted.shape;
  const [, count = 1] = values.shape;
  const row = reshape(sorted, [rows, 1, width]);
  const value = reshape(values, [rows, count, 1]);
  const before = side === 'left' ? less(row, value) : greaterEqual(value, row);
  return reduce('ReduceSum', cast(before, 'int32'), 2);
}

export const indexingKernels: KernelForms = {
  GatherV2: kernel<GatherV2Inputs, GatherV2Attrs>(
    ({ x, indices }, { axis, batchDims: batchDimensions = 0 }) => {
      const place = axis < 0 ? axis + x.shape.length : axis;
      const rows = cast(indices, 'int32');
      backend_util.segment_util.collectGatherOpShapeInfo(
        asTensorInfo(x),
        asTensorInfo(indices),
        place,
        batchDimensions,
      );
      const batchDims =
        batchDimensions < 0 ? batchDimensions + indices.shape.length : batchDimensions;
      if (batchDims === 0) return gather(x, rows, place);
      // Move the axis directly after the batch axes, gather within each batch, and restore tfjs's order of axes.
      const rank = x.shape.length;
      const outer = [...x.shape.keys()].filter((other) => other >= batchDims && other < place);
      const inner = [...x.shape.keys()].filter((other) => other > place);
      const batch = [...x.shape.keys()].slice(0, batchDims);
      const moved = transpose(x, [...batch, place, ...outer, ...inner].slice(0, rank));
      const gathered = gatherNd(moved, reshape(rows, [...rows.shape, 1]), batchDims);
      const places = [...gathered.shape.keys()];
      const indexAxes = places.slice(batchDims, rows.shape.length);
      const outerAxes = places.slice(rows.shape.length, rows.shape.length + outer.length);
      const innerAxes = places.slice(rows.shape.length + outer.length);
      return transpose(gathered, [...batch, ...outerAxes, ...indexAxes, ...innerAxes]);
    },
  ),
  GatherNd: kernel<GatherNdInputs>(({ params, indices }) => {
    if (params.shape.length === 0 || dimensionOf(indices.shape, -1) > params.shape.length) {
      throw new OnnxBackendError(
        'bad-shape',
        `indices of shape [${indices.shape.join(', ')}] do not fit a tensor of shape [${params.shape.join(', ')}]`,
      );
    }
    return gatherNd(params, indices);
  }),
  ScatterNd: kernel<ScatterNdInputs, ScatterNdAttrs>(({ indices, updates }, { shape }) =>
    scatterInto(filled(updates.type, shape, 0), indices, updates, 'add'),
  ),
  TensorScatterUpdate: kernel<TensorScatterUpdateInputs>(({ tensor, indices, updates }) =>
    scatterInto(tensor, indices, updates, 'none'),
  ),
  SparseToDense: kernel<SparseToDenseInputs, SparseToDenseAttrs>(
    ({ sparseIndices, sparseValues, defaultValue }, { outputShape }) =>
      scatterInto(expand(defaultValue, outputShape), sparseIndices, sparseValues, 'none'),
  ),
  UnsortedSegmentSum: kernel<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs>(
    ({ x, segmentIds }, { numSegments }) => segmentSum(x, segmentIds, numSegments),
  ),
  OneHot: kernel<OneHotInputs, OneHotAttrs>(({ indices }, { depth, onValue, offValue, dtype }) => {
    const type = elementTypeOf(dtype ?? 'int32');
    const hot = equal(reshape(indices, [...indices.shape, 1]), iota(depth));
    return onValue === 1 && offValue === 0
      ? cast(hot, type)
      : where(hot, scalar(type, onValue), scalar(type, offValue));
  }),
  Bincount: kernel<BincountInputs, BincountAttrs>(({ x, weights }, { size }) =>
    bincount(x, weights, size),
  ),
  DenseBincount: kernel<DenseBincountInputs, DenseBincountAttrs>(
    ({ x, weights }, { size, binaryOutput }) => {
      if (x.shape.length === 1) {
        const bins = bincount(x, weights, size);
        return binaryOutput ? cast(cast(bins, 'bool'), 'float32') : bins;
      }
      const [rows = 0, columns = 0] = x.shape;
      const bin = add(x, reshape(mul(iota(rows), scalar('int32', size)), [rows, 1]));
      const inRange = and(greaterEqual(x, constant(x, 0)), less(x, constant(x, size)));
      const flat = reshape(where(inRange, bin, constant(x, -1)), [rows * columns]);
      const bins = reshape(bincount(flat, weights, rows * size), [rows, size]);
      return binaryOutput ? cast(cast(bins, 'bool'), 'float32') : bins;
    },
  ),
  SearchSorted: kernel<SearchSortedInputs, SearchSortedAttrs>(
    ({ sortedSequence, values }, { side }) => searchSorted(sortedSequence, values, side),
  ),
};
