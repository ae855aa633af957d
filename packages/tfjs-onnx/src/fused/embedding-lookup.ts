import { sizeOf } from '../graph/shape.js';
import { kernel } from '../kernels/kernel.js';
import { filled } from '../ops/node.js';
import { gather, reshape, scatterRows } from '../ops/shape-ops.js';
import type { FusedOperation } from './fused-operation.js';

/** Takes rows of a table. Gradients of a row that was taken more than once add up. */
export const embeddingLookup: FusedOperation = {
  forward: kernel<{ table: object; indices: object }>(({ table, indices }) =>
    gather(table, indices, 0),
  ),
  saved: ['table', 'indices'],
  differentiable: ['table'],
  backward: kernel<{ dy: object; table: object; indices: object }>(({ dy, table, indices }) => {
    const count = sizeOf(indices.shape);
    const [, size = 1] = table.shape;
    const zeros = filled(dy.type, table.shape, 0);
    return [scatterRows(zeros, reshape(indices, [count]), reshape(dy, [count, size]), 'add')];
  }),
};
