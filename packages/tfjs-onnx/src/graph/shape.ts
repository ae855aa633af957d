import { OnnxBackendError } from '../errors.js';

export type Shape = readonly number[];

/** The number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** The shape of an elementwise result by numpy's rule: trailing axes align, and an axis of size 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new OnnxBackendError(
        'bad-shape',
        `shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast`,
      );
    }
    return left === 1 ? right : left;
  });
}

/** Counts axes from the front and sorts them; undefined or null means all axes. */
export function normalizeAxes(
  axes: number | readonly number[] | null | undefined,
  rank: number,
): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  return list.map((axis) => (axis < 0 ? axis + rank : axis)).sort((x, y) => x - y);
}

export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((dimension, axis) =>
    axes.includes(axis) ? (keepDims ? [1] : []) : [dimension],
  );
}

/** The size of an axis; a negative axis counts from the end. */
export function dimensionOf(shape: Shape, axis: number): number {
  const dimension = shape[axis < 0 ? axis + shape.length : axis];
  if (dimension === undefined) {
    throw new RangeError(`axis ${axis} is outside a tensor of shape [${shape.join(',')}]`);
  }
  return dimension;
}
