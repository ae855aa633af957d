import { dimensionOf, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { kernel } from '../kernels/kernel.js';
import { mul, sub } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { nodes, scalar } from '../ops/node.js';
import { columnSums } from '../ops/reduce.js';
import { reshape } from '../ops/shape-ops.js';
import { type FusedOperation, Residuals } from './fused-operation.js';

interface Statistics {
  readonly mean: Value;
  readonly inverse: Value;
}

const statistics = new Residuals<Statistics>();

/** `(x - mean) / sqrt(variance + epsilon) * gamma + beta` over the last axis. */
export const layerNorm: FusedOperation = {
  forward: kernel<{ x: object; gamma: object; beta: object }, { epsilon: number }>(
    ({ x, gamma, beta }, { epsilon }) => {
      const row = { type: x.type, shape: [...x.shape.slice(0, -1), 1] };
      const [y, mean, inverse] = nodes('LayerNormalization', [x, gamma, beta], [x, row, row], {
        axis: { int: -1 },
        epsilon: { float: epsilon },
      });
      if (y === undefined || mean === undefined || inverse === undefined) {
        throw new TypeError('LayerNormalization has three outputs');
      }
      return statistics.keep(y, { mean, inverse });
    },
  ),
  saved: ['x', 'gamma'],
  differentiable: ['x', 'gamma', 'beta'],
  backward: kernel<{ dy: object; y: object; x: object; gamma: object }>(({ dy, y, x, gamma }) => {
    const size = dimensionOf(x.shape, -1);
    const rows = [sizeOf(x.shape) / size, size];
    const rowScalar = [...x.shape.slice(0, -1), 1];
    const { mean, inverse } = statistics.of(y);
    const centred = sub(x, mean);
    const projected = mul(dy, centred);
    // Row means of dy * gamma and of dy * gamma * centred, each as a matrix-vector product.
    const weights = reshape(mul(gamma, scalar('float32', 1 / size)), [size, 1]);
    const rowMean = (values: Value) => reshape(matMul(reshape(values, rows), weights), rowScalar);
    // The published form normalizes each value. This one scales rows, because `1 / deviation` is one number per row.
    const alongCentred = mul(rowMean(projected), mul(inverse, inverse));
    const dx = sub(sub(mul(dy, gamma), rowMean(dy)), mul(centred, alongCentred));
    const inverseRow = reshape(inverse, [1, dimensionOf(rows, 0)]);
    return [
      mul(dx, inverse),
      reshape(matMul(inverseRow, reshape(projected, rows)), [size]),
      columnSums(reshape(dy, rows)),
    ];
  }),
};
