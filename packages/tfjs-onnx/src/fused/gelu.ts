import { kernel } from '../kernels/kernel.js';
import { add, constant, mul, sub, unary } from '../ops/elementwise.js';
import { node } from '../ops/node.js';
import type { FusedOperation } from './fused-operation.js';

/** `x * Phi(x)`, the exact GELU. */
export const gelu: FusedOperation = {
  forward: kernel<{ x: object }>(({ x }) => node('Gelu', [x], x)),
  saved: ['x'],
  differentiable: ['x'],
  backward: kernel<{ dy: object; x: object }>(({ dy, x }) => {
    // Phi(x) + x phi(x) = (1 + erf(u) + 2 / sqrt(pi) u exp(-u^2)) / 2 with u = x / sqrt(2).
    // The second term's factor becomes part of its exponent. The half usually merges into the product that made dy.
    const u = mul(x, constant(x, Math.SQRT1_2));
    const bell = unary('Exp', sub(constant(x, Math.log(2 / Math.sqrt(Math.PI))), mul(u, u)));
    const doubled = add(add(unary('Erf', u), constant(x, 1)), mul(u, bell));
    return [mul(mul(dy, constant(x, 0.5)), doubled)];
  }),
};
