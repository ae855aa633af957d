import { kernel } from '../kernels/kernel.js';
import { mul } from '../ops/elementwise.js';
import { maskToFloat } from '../ops/mask.js';
import type { FusedOperation } from './fused-operation.js';

/** Inverted dropout with a given keep mask. */
export const dropout: FusedOperation = {
  forward: kernel<{ x: object; keep: object }, { rate: number }>(({ x, keep }, { rate }) =>
    mul(x, maskToFloat(keep, 1 / (1 - rate))),
  ),
  saved: ['keep'],
  differentiable: ['x'],
  backward: kernel<{ dy: object; keep: object }, { rate: number }>(({ dy, keep }, { rate }) => [
    mul(dy, maskToFloat(keep, 1 / (1 - rate))),
  ]),
};
