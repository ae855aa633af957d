import { dimensionOf, sizeOf } from '../graph/shape.js';
import { kernel } from '../kernels/kernel.js';
import { matMul } from '../ops/matmul.js';
import { node } from '../ops/node.js';
import { columnSums } from '../ops/reduce.js';
import { reshape } from '../ops/shape-ops.js';
import type { FusedOperation } from './fused-operation.js';

/** `x @ kernel + bias` over the last axis, `[..., I]` to `[..., O]`. */
export const linear: FusedOperation = {
  forward: kernel<{ x: object; kernel: object; bias: object }>(({ x, kernel: weights, bias }) => {
    const inputSize = dimensionOf(weights.shape, 0);
    const outputSize = dimensionOf(weights.shape, 1);
    const count = sizeOf(x.shape) / inputSize;
    const rows = reshape(x, [count, inputSize]);
    const product = node('Gemm', [rows, weights, bias], {
      type: x.type,
      shape: [count, outputSize],
    });
    return reshape(product, [...x.shape.slice(0, -1), outputSize]);
  }),
  saved: ['x', 'kernel'],
  differentiable: ['x', 'kernel', 'bias'],
  backward: kernel<{ dy: object; x: object; kernel: object }>(({ dy, x, kernel: weights }) => {
    const inputSize = dimensionOf(weights.shape, 0);
    const outputSize = dimensionOf(weights.shape, 1);
    const count = sizeOf(x.shape) / inputSize;
    const rows = reshape(x, [count, inputSize]);
    const dRows = reshape(dy, [count, outputSize]);
    return [
      reshape(matMul(dRows, weights, { transposeB: true }), x.shape),
      matMul(rows, dRows, { transposeA: true }),
      columnSums(dRows),
    ];
  }),
};
