import { broadcastShapes, dimensionOf, type Shape, sameShape, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { cast } from './elementwise.js';
import { filled as filledWith, int64s, node, nodes, scalar } from './node.js';

export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape)
    ? x
    : node('Reshape', [x, int64s(shape)], { type: x.type, shape });
}

/** Reorders axes: axis `order[i]` of `x` becomes axis `i`. */
export function transpose(x: Value, order: readonly number[]): Value {
  if (order.every((axis, place) => axis === place)) return x;
  const shape = order.map((axis) => dimensionOf(x.shape, axis));
  const moved = order.filter((axis) => dimensionOf(x.shape, axis) !== 1);
  // Moving only axes of size 1 moves no data.
  if (moved.every((axis, place) => place === 0 || (moved[place - 1] ?? -1) < axis)) {
    return reshape(x, shape);
  }
  return node('Transpose', [x], { type: x.type, shape }, { perm: { ints: order } });
}

export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape)
    ? x
    : node('Expand', [x, int64s(shape)], { type: x.type, shape: broadcastShapes(x.shape, shape) });
}

export interface SliceAxis {
  readonly axis: number;
  readonly start: number;
  /** Exclusive. With a negative step, a negative end includes the first element. */
  readonly end: number;
  readonly step?: number;
}

export function slice(x: Value, axes: readonly SliceAxis[]): Value {
  const shape = [...x.shape];
  for (const { axis, start, end, step = 1 } of axes) {
    shape[axis] = Math.max(0, Math.ceil((end - start) / step));
  }
  if (
    axes.length === 0 ||
    (sameShape(shape, x.shape) && axes.every(({ step = 1 }) => step === 1))
  ) {
    return x;
  }
  // ONNX counts a negative end from the back, so an end before the first element must be below -dimension.
  const ends = axes.map(({ axis, end }) => (end < 0 ? -dimensionOf(x.shape, axis) - 1 : end));
  const inputs = [
    x,
    int64s(axes.map(({ start }) => start)),
    int64s(ends),
    int64s(axes.map(({ axis }) => axis)),
  ];
  if (axes.some(({ step = 1 }) => step !== 1)) {
    inputs.push(int64s(axes.map(({ step = 1 }) => step)));
  }
  return node('Slice', inputs, { type: x.type, shape });
}

export function concat(values: readonly Value[], axis: number): Value {
  const filled = values.filter((value) => sizeOf(value.shape) > 0);
  const [first] = filled.length > 0 ? filled : values;
  if (first === undefined) throw new TypeError('concat needs at least one value');
  if (filled.length === 1) return first;
  const shape = first.shape.map((dimension, place) =>
    place === axis
      ? values.reduce((sum, value) => sum + dimensionOf(value.shape, axis), 0)
      : dimension,
  );
  if (filled.length === 0) return filledWith(first.type, shape, 0);
  return node('Concat', filled, { type: first.type, shape }, { axis: { int: axis } });
}

export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  if (sizes.length === 1) return [x];
  const outputs = sizes.map((size) => ({
    type: x.type,
    shape: x.shape.map((dimension, place) => (place === axis ? size : dimension)),
  }));
  return nodes('Split', [x, int64s(sizes)], outputs, { axis: { int: axis } });
}

export type PadMode = 'constant' | 'reflect' | 'edge';

/** `paddings[axis]` holds the numbers of elements to add before and after. */
export function pad(
  x: Value,
  paddings: readonly (readonly [number, number])[],
  value = 0,
  mode: PadMode = 'constant',
): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map((dimension, axis) => {
    const [before, after] = paddings[axis] ?? [0, 0];
    return dimension + before + after;
  });
  const amounts = int64s([
    ...paddings.map(([before]) => before),
    ...paddings.map(([, after]) => after),
  ]);
  const inputs = mode === 'constant' ? [x, amounts, scalar(x.type, value)] : [x, amounts];
  return node('Pad', inputs, { type: x.type, shape }, { mode: { string: mode } });
}

export function tile(x: Value, repeats: readonly number[]): Value {
  const shape = x.shape.map((dimension, axis) => dimension * (repeats[axis] ?? 1));
  return node('Tile', [x, int64s(repeats)], { type: x.type, shape });
}

/** Takes whole slices of `x` along `axis`. */
export function gather(x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return node('Gather', [x, indices], { type: x.type, shape }, { axis: { int: axis } });
}

/** Takes single elements along `axis`; the result has the shape of `indices`. */
export function gatherElements(x: Value, indices: Value, axis: number): Value {
  const output = { type: x.type, shape: indices.shape };
  return node('GatherElements', [x, indices], output, { axis: { int: axis } });
}

export function gatherNd(x: Value, indices: Value, batchDims = 0): Value {
  const depth = dimensionOf(indices.shape, -1);
  const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(batchDims + depth)];
  return node(
    'GatherND',
    [x, cast(indices, 'int64')],
    { type: x.type, shape },
    { batch_dims: { int: batchDims } },
  );
}

/**
 * Adds `updates` to the rows `rows` of `data`, or replaces these rows (`none`). Updates of the same row add up in their
 * order, because ScatterElements runs on one thread. ScatterND would need less code, but in onnxruntime 1.30 its
 * threads lose additions to the same row.
 */
export function scatterRows(
  data: Value,
  rows: Value,
  updates: Value,
  reduction: 'add' | 'none',
): Value {
  const index = expand(reshape(rows, [sizeOf(rows.shape), 1]), updates.shape);
  return node(
    'ScatterElements',
    [data, index, updates],
    { type: data.type, shape: data.shape },
    { axis: { int: 0 }, reduction: { string: reduction } },
  );
}
