import type {
  BroadCastToAttrs,
  BroadcastToInputs,
  CastAttrs,
  CastInputs,
  ConcatAttrs,
  DiagInputs,
  FillAttrs,
  LinSpaceAttrs,
  MirrorPadAttrs,
  MirrorPadInputs,
  OnesLikeInputs,
  PackAttrs,
  PadV2Attrs,
  PadV2Inputs,
  RangeAttrs,
  ReverseAttrs,
  ReverseInputs,
  SelectInputs,
  SliceAttrs,
  SliceInputs,
  SplitVAttrs,
  SplitVInputs,
  StridedSliceAttrs,
  StridedSliceInputs,
  TensorInfo,
  TileAttrs,
  TileInputs,
  TransposeAttrs,
  TransposeInputs,
  UnpackAttrs,
  UnpackInputs,
} from '@tensorflow/tfjs-core';
import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import type { ElementType } from '../graph/element-type.js';
import { dimensionOf, sameShape, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { cast, unary, where } from '../ops/elementwise.js';
import { filled, literal } from '../ops/node.js';
import {
  concat,
  expand,
  pad,
  reshape,
  type SliceAxis,
  slice,
  split,
  tile,
  transpose,
} from '../ops/shape-ops.js';
import { type KernelForm, type KernelForms, kernel } from './kernel.js';

/** The element type in the graph for a tfjs dtype. */
export function elementTypeOf(dtype: string): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new OnnxBackendError(
    'unsupported-dtype',
    `the onnx backend computes with float32, int32 and bool tensors, got ${dtype}; run this op on the cpu backend`,
  );
}

const front = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

function castTo(x: Value, type: ElementType): Value {
  // tfjs converts NaN to 0; in onnxruntime the result depends on the processor.
  if (x.type === 'float32' && type === 'int32') {
    const whole = where(unary('IsNaN', x, 'bool'), filled('float32', [], 0), x);
    return cast(whole, type);
  }
  return cast(x, type);
}

/** Lists only the axes that the slice shortens. */
function slicedAxes(x: Value, begin: readonly number[], size: readonly number[]): SliceAxis[] {
  return x.shape.flatMap((dimension, axis) => {
    const [start = 0, length = dimension] = [begin[axis], size[axis]];
    return start === 0 && length === dimension ? [] : [{ axis, start, end: start + length }];
  });
}

/** The form of Fill for numbers; the backend's registration handles strings. */
export const fillForm: KernelForm = kernel<object, FillAttrs>((_, { shape, value, dtype }) =>
  filled(elementTypeOf(dtype ?? 'float32'), shape, Number(value)),
);

export const shapingKernels: KernelForms = {
  Cast: kernel<CastInputs, CastAttrs>(({ x }, { dtype }) => castTo(x, elementTypeOf(dtype))),
  BroadcastTo: kernel<BroadcastToInputs, BroadCastToAttrs>(({ x }, { shape }) => expand(x, shape)),
  ZerosLike: kernel<OnesLikeInputs>(({ x }) => filled(x.type, x.shape, 0)),
  OnesLike: kernel<OnesLikeInputs>(({ x }) => filled(x.type, x.shape, 1)),
  Range: kernel<object, RangeAttrs>((_, { start, stop, step, dtype }) => {
    const type = elementTypeOf(dtype ?? 'float32');
    const values = rangeValues(start, stop, step);
    return literal(
      type,
      [values.length],
      type === 'int32' ? Int32Array.from(values) : Float32Array.from(values),
    );
  }),
  LinSpace: kernel<object, LinSpaceAttrs>((_, { start, stop, num }) => {
    const step = (stop - start) / (num - 1);
    return literal(
      'float32',
      [num],
      Float32Array.from({ length: num }, (__, i) => start + i * step),
    );
  }),
  Transpose: kernel<TransposeInputs, TransposeAttrs>(({ x }, { perm }) => transpose(x, perm)),
  Concat: kernel<readonly object[], ConcatAttrs>((inputs, { axis }) => {
    const place = front(axis, inputs[0]?.shape.length ?? 1);
    backend_util.assertParamsConsistent(
      inputs.map((x) => [...x.shape]),
      place,
    );
    return concat(inputs, place);
  }),
  Pack: kernel<readonly object[], PackAttrs>((inputs, { axis }) => {
    const place = front(axis, (inputs[0]?.shape.length ?? 0) + 1);
    const [first] = inputs;
    for (const x of inputs) {
      if (first === undefined || (sameShape(x.shape, first.shape) && x.type === first.type))
        continue;
      throw new OnnxBackendError(
        'bad-shape',
        `stacked tensors are alike, got ${first.type} [${first.shape.join(', ')}] and ${x.type} [${x.shape.join(', ')}]`,
      );
    }
    const rows = inputs.map((x) =>
      reshape(x, [...x.shape.slice(0, place), 1, ...x.shape.slice(place)]),
    );
    return concat(rows, place);
  }),
  Unpack: kernel<UnpackInputs, UnpackAttrs>(({ value }, { axis }) => {
    const place = front(axis, value.shape.length);
    const shape = value.shape.filter((_, other) => other !== place);
    const sizes = Array.from({ length: dimensionOf(value.shape, place) }, () => 1);
    return split(value, sizes, place).map((piece) => reshape(piece, shape));
  }),
  SplitV: kernel<SplitVInputs, SplitVAttrs>(({ x }, { numOrSizeSplits, axis }) => {
    const place = front(axis, x.shape.length);
    return split(x, backend_util.prepareSplitSize(asTensorInfo(x), numOrSizeSplits, place), place);
  }),
  Slice: kernel<SliceInputs, SliceAttrs>(({ x }, { begin, size }) => {
    const [starts = [], sizes = []] = slice_util.parseSliceParams(asTensorInfo(x), begin, size);
    slice_util.assertParamsValid(asTensorInfo(x), starts, sizes);
    return slice(x, slicedAxes(x, starts, sizes));
  }),
  StridedSlice: kernel<StridedSliceInputs, StridedSliceAttrs>(({ x }, attributes) => {
    const info = slice_util.sliceInfo(
      [...x.shape],
      attributes.begin,
      attributes.end,
      attributes.strides,
      attributes.beginMask,
      attributes.endMask,
      attributes.ellipsisMask,
      attributes.newAxisMask,
      attributes.shrinkAxisMask,
    );
    if (info.isIdentity) return reshape(x, info.finalShape);
    const axes = info.begin.map((start, axis) => ({
      axis,
      start,
      end: info.end[axis] ?? start,
      step: info.strides[axis] ?? 1,
    }));
    return reshape(slice(x, axes), info.finalShape);
  }),
  PadV2: kernel<PadV2Inputs, PadV2Attrs>(({ x }, { paddings, constantValue }) =>
    pad(x, paddings, constantValue),
  ),
  MirrorPad: kernel<MirrorPadInputs, MirrorPadAttrs>(({ x }, { paddings, mode }) =>
    mode === 'reflect' ? pad(x, paddings, 0, 'reflect') : mirror(x, paddings),
  ),
  Tile: kernel<TileInputs, TileAttrs>(({ x }, { reps }) => tile(x, reps)),
  Reverse: kernel<ReverseInputs, ReverseAttrs>(({ x }, { dims }) =>
    slice(
      x,
      util.parseAxisParam(dims, [...x.shape]).map((axis) => {
        const length = dimensionOf(x.shape, axis);
        return { axis, start: length - 1, end: -1, step: -1 };
      }),
    ),
  ),
  Select: kernel<SelectInputs>(({ condition, t, e }) => {
    // A vector as condition selects whole rows.
    const rows = condition.shape.length === 1 && t.shape.length > 1;
    const shape = rows ? [...condition.shape, ...t.shape.slice(1).fill(1)] : condition.shape;
    return where(reshape(condition, shape), t, e);
  }),
  Diag: kernel<DiagInputs>(({ x }) => {
    const size = sizeOf(x.shape);
    const eye = Uint8Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
    const square = where(
      literal('bool', [size, size], eye),
      reshape(x, [1, size]),
      reshape(filled(x.type, [1], 0), [1, 1]),
    );
    return reshape(square, [...x.shape, ...x.shape]);
  }),
};

/** A tensor for tfjs's shape helpers, which read only its shape. */
export function asTensorInfo(x: Value): TensorInfo {
  return { shape: [...x.shape], dtype: 'float32', dataId: {} };
}

function rangeValues(start: number, stop: number, step: number): number[] {
  if (start === stop || (start < stop && step < 0) || (stop < start && step > 1)) return [];
  const length = Math.abs(Math.ceil((stop - start) / step));
  const values = [start];
  const stride = stop < start && step === 1 ? -1 : step;
  while (values.length < length) values.push((values.at(-1) ?? 0) + stride);
  return values;
}

/** Mirror padding that repeats the edge element, which ONNX's `reflect` does not do. */
function mirror(x: Value, paddings: readonly (readonly [number, number])[]): Value {
  return paddings.reduce((padded, [before, after], axis) => {
    const length = dimensionOf(padded.shape, axis);
    const reversed = (start: number, count: number) =>
      slice(padded, [{ axis, start, end: start - count, step: -1 }]);
    const pieces = [padded];
    if (before > 0) pieces.unshift(reversed(before - 1, before));
    if (after > 0) pieces.push(reversed(length - 1, after));
    return concat(pieces, axis);
  }, x);
}
