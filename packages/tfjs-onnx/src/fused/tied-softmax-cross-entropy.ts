import { dimensionOf, sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';
import { kernel } from '../kernels/kernel.js';
import { clip, mul, sub, unary } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { filled } from '../ops/node.js';
import {
  concat,
  gather,
  gatherElements,
  reshape,
  scatterRows,
  slice,
  transpose,
} from '../ops/shape-ops.js';
import { type FusedOperation, Residuals } from './fused-operation.js';

interface ForwardPass {
  readonly probabilities: Value;
  readonly labelRows: Value;
}

const residuals = new Residuals<ForwardPass>();

interface Inputs {
  readonly hidden: object;
  readonly table: object;
  readonly bias: object;
  readonly labels: object;
  readonly weights: object;
}

/** Appends a column of ones, so that a matrix product adds the bias, or sums its gradient. */
function withOnes(rows: Value): Value {
  return concat([rows, filled('float32', [dimensionOf(rows.shape, 0), 1], 1)], 1);
}

/** The smallest normal float32. */
const SMALLEST = 2 ** -126;

/**
 * The weighted sum of cross-entropies of `softmax(hidden table^T + bias)`, `[R, W]`, at the labels.
 *
 * Passes over `[R, W]` dominate the cost, so there are few. The bias is one more column of the table. `p - onehot` is
 * never formed: the labels' part is scattered into the gradient. The table's gradient is computed transposed, because
 * onnxruntime's matrix product is about 1.5 times as fast with the long side last.
 */
export const tiedSoftmaxCrossEntropy: FusedOperation = {
  forward: kernel<Inputs>(({ hidden, table, bias, labels, weights }) => {
    const width = dimensionOf(table.shape, 0);
    const rows = dimensionOf(hidden.shape, 0);
    const columns = concat([table, reshape(bias, [width, 1])], 1);
    const logits = matMul(withOnes(hidden), columns, { transposeB: true }); // [R, W]
    const probabilities = unary('Softmax', logits, 'float32', { axis: { int: -1 } });
    // A probability is at least the smallest normal float, so a row's loss is at most 87 nats. Gradients stay exact.
    const labelled = gatherElements(probabilities, reshape(labels, [rows, 1]), 1); // [R, 1]
    const losses = unary('Log', clip(labelled, SMALLEST, 1));
    const sum = matMul(reshape(weights, [1, rows]), losses);
    const labelRows = gather(table, labels, 0); // [R, D]
    return residuals.keep(unary('Neg', reshape(sum, [])), { probabilities, labelRows });
  }),
  saved: ['hidden', 'table', 'labels', 'weights'],
  differentiable: ['hidden', 'table', 'bias'],
  backward: kernel<{
    dy: object;
    y: object;
    hidden: object;
    table: object;
    labels: object;
    weights: object;
  }>(({ dy, y, hidden, table, labels, weights }) => {
    const width = dimensionOf(table.shape, 0);
    const size = dimensionOf(table.shape, 1);
    const { probabilities, labelRows } = residuals.of(y);
    const rowScale = reshape(mul(weights, dy), [sizeOf(weights.shape), 1]);
    const dHidden = mul(sub(matMul(probabilities, table), labelRows), rowScale);
    const scaled = mul(withOnes(hidden), rowScale); // [R, D + 1]
    const expected = transpose(matMul(scaled, probabilities, { transposeA: true }), [1, 0]);
    const dColumns = scatterRows(expected, labels, unary('Neg', scaled), 'add'); // [W, D + 1]
    const dTable = slice(dColumns, [{ axis: 1, start: 0, end: size }]);
    const dBias = slice(dColumns, [{ axis: 1, start: size, end: size + 1 }]);
    return [dHidden, dTable, reshape(dBias, [width])];
  }),
};
