import type { ElementArray } from './element-type.js';
import { sizeOf } from './shape.js';
import type { Value } from './value.js';

/**
 * The numbers of a slice of known numbers along the first axis; undefined for any other value.
 *
 * Where a slice begins is part of a graph's structure. `model.fit` begins each batch at another row, so a session that
 * contains this slice would serve one batch only.
 */
export function slicedRows({ node, shape }: Value): ElementArray | undefined {
  if (node?.op !== 'Slice') return undefined;
  const [x, starts, , axes, steps] = node.inputs;
  const data = x?.node?.op === 'Reshape' ? x.node.inputs[0]?.data : x?.data;
  if (x === undefined || data === undefined || steps !== undefined) return undefined;
  if (axes?.data?.length !== 1 || Number(axes.data[0]) !== 0) return undefined;
  const start = Number(starts?.data?.[0]) * sizeOf(x.shape.slice(1));
  return data.slice(start, start + sizeOf(shape));
}
