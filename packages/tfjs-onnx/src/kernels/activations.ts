import type {
  EluGradInputs,
  LeakyReluAttrs,
  LeakyReluInputs,
  LogSoftmaxAttrs,
  LogSoftmaxInputs,
  PreluInputs,
  SoftmaxAttrs,
  SoftmaxInputs,
  StepAttrs,
  UnaryInputs,
} from '@tensorflow/tfjs-core';
import type { Value } from '../graph/value.js';
import {
  add,
  cast,
  clip,
  constant,
  greater,
  greaterEqual,
  mul,
  unary,
  where,
} from '../ops/elementwise.js';
import { type KernelForms, kernel } from './kernel.js';

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Applies the activation function that a fused tfjs kernel names. */
export function activate(
  x: Value,
  activation: string | undefined,
  extra: { readonly prelu?: Value | undefined; readonly leakyRelu?: number | undefined } = {},
): Value {
  switch (activation) {
    case undefined:
    case 'linear':
      return x;
    case 'relu':
      return unary('Relu', x);
    case 'relu6':
      return clip(x, 0, 6);
    case 'elu':
      return unary('Elu', x);
    case 'sigmoid':
      return unary('Sigmoid', x);
    case 'leakyrelu':
      return leakyRelu(x, extra.leakyRelu ?? 0.2);
    case 'prelu':
      if (extra.prelu === undefined) throw new TypeError('prelu needs its weights');
      return prelu(x, extra.prelu);
    default:
      throw new TypeError(`unknown fused activation ${activation}`);
  }
}

function leakyRelu(x: Value, alpha: number): Value {
  return unary('LeakyRelu', x, x.type, { alpha: { float: alpha } });
}

function prelu(x: Value, alpha: Value): Value {
  return where(greaterEqual(x, constant(x, 0)), x, mul(x, alpha));
}

export const activationKernels: KernelForms = {
  Relu: kernel<UnaryInputs>(({ x }) => unary('Relu', x)),
  Relu6: kernel<UnaryInputs>(({ x }) => clip(x, 0, 6)),
  LeakyRelu: kernel<LeakyReluInputs, LeakyReluAttrs>(({ x }, { alpha }) =>
    leakyRelu(cast(x, 'float32'), alpha),
  ),
  Prelu: kernel<PreluInputs>(({ x, alpha }) => prelu(cast(x, 'float32'), cast(alpha, 'float32'))),
  Elu: kernel<UnaryInputs>(({ x }) => unary('Elu', cast(x, 'float32'))),
  EluGrad: kernel<EluGradInputs>(({ dy, y }) =>
    where(greaterEqual(y, constant(y, 0)), dy, mul(dy, add(y, constant(y, 1)))),
  ),
  Selu: kernel<UnaryInputs>(({ x }) =>
    unary('Selu', cast(x, 'float32'), 'float32', {
      alpha: { float: SELU_ALPHA },
      gamma: { float: SELU_SCALE },
    }),
  ),
  Sigmoid: kernel<UnaryInputs>(({ x }) => unary('Sigmoid', cast(x, 'float32'))),
  Softplus: kernel<UnaryInputs>(({ x }) => unary('Softplus', cast(x, 'float32'))),
  Step: kernel<UnaryInputs, StepAttrs>(({ x }, { alpha }) => {
    const slope = where(greater(x, constant(x, 0)), constant(x, 1), constant(x, alpha));
    return x.type === 'float32' ? where(unary('IsNaN', x, 'bool'), x, slope) : slope;
  }),
  Softmax: kernel<SoftmaxInputs, SoftmaxAttrs>(({ logits }, { dim }) =>
    unary('Softmax', cast(logits, 'float32'), 'float32', { axis: { int: dim } }),
  ),
  LogSoftmax: kernel<LogSoftmaxInputs, LogSoftmaxAttrs>(({ logits }, { axis }) =>
    unary('LogSoftmax', cast(logits, 'float32'), 'float32', { axis: { int: axis } }),
  ),
};
