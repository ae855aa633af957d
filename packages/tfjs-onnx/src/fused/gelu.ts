import { kernel } from '../kernels/kernel.js';
import { add, constant, mul, unary } from '../ops/elementwise.js';
import { node } from '../ops/node.js';
import type { FusedOperation } from './fused-operation.js';

/** `x * Phi(x)`, the exact GELU. */
export const gelu: FusedOperation = {
  forward: kernel<{ x: object }>(({ x }) => node('Gelu', [x], x)),
  saved: ['x'],
  differentiable: ['x'],
  backward: kernel<{ dy: object; x: object }>(({ dy, x }) => {
    // Phi(x) + x phi(x) = (1 + erf(u) + 2 / sqrt(pi) u exp(-u^2)) / 2 with u = x / sqrt(2).
    const u = mul(x, constant(x, Math.SQRT1_2));
    const bell = unary('Exp', unary('Neg', mul(u, u)));
    const slope = mul(mul(u, constant(x, 1 / Math.sqrt(Math.PI))), bell);
    const half = constant(x, 0.5);
    const distribution = add(mul(unary('Erf', u), half), half);
    return [mul(dy, add(distribution, slope))];
  }),
};
