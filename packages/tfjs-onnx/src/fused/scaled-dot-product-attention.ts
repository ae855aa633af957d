import type { Value } from '../graph/value.js';
import { kernel } from '../kernels/kernel.js';
import { add, mul, sub, unary } from '../ops/elementwise.js';
import { maskToFloat } from '../ops/mask.js';
import { matMul } from '../ops/matmul.js';
import { reduce } from '../ops/reduce.js';
import { type FusedOperation, Residuals } from './fused-operation.js';

interface Probabilities {
  readonly probabilities: Value;
  /** The probabilities after dropout. */
  readonly thinned: Value;
}

const residuals = new Residuals<Probabilities>();

interface AttentionInputs {
  readonly query: object;
  readonly key: object;
  readonly value: object;
  readonly mask?: object;
  readonly keep?: object;
}

/** `dropout(softmax(scale * query key^T + mask)) value` for each head: `[B, H, T, K]`. */
export const scaledDotProductAttention: FusedOperation = {
  forward: kernel<AttentionInputs, { scale: number; rate: number }>(
    ({ query, key, value, mask, keep }, { scale, rate }) => {
      const products = matMul(query, key, { transposeB: true, alpha: scale }); // [B, H, T, S]
      const scores = mask === undefined ? products : add(products, mask);
      const probabilities = unary('Softmax', scores, 'float32', { axis: { int: -1 } });
      const thinned =
        keep === undefined ? probabilities : mul(probabilities, maskToFloat(keep, 1 / (1 - rate)));
      return residuals.keep(matMul(thinned, value), { probabilities, thinned });
    },
  ),
  saved: ['query', 'key', 'value'],
  differentiable: ['query', 'key', 'value'],
  backward: kernel<
    { dy: object; y: object; query: object; key: object; value: object },
    { scale: number }
  >(({ dy, y, query, key, value }, { scale }) => {
    const { probabilities, thinned } = residuals.of(y);
    const dValue = matMul(thinned, dy, { transposeA: true });
    const dThinned = matMul(dy, value, { transposeB: true });
    // rowsum(dP * P) = rowsum(dO * O), which sums over K features instead of S slots.
    const rowSums = reduce('ReduceSum', mul(dy, y), -1, true); // [B, H, T, 1]
    // P * (dThinned * factors - rowSums) without storing dropout's factors, because thinned = P * factors.
    const dScores = sub(mul(dThinned, thinned), mul(probabilities, rowSums));
    return [
      matMul(dScores, key, { alpha: scale }),
      matMul(dScores, query, { transposeA: true, alpha: scale }),
      dValue,
    ];
  }),
};
