import type {
  _FusedMatMulAttrs,
  _FusedMatMulInputs,
  BatchMatMulAttrs,
  BatchMatMulInputs,
  EinsumAttrs,
  Tensor,
} from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { dimensionOf } from '../graph/shape.js';
import { add } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { node } from '../ops/node.js';
import { activate } from './activations.js';
import { type KernelForms, kernel } from './kernel.js';
import { asTensorInfo } from './shaping.js';

export const matmulKernels: KernelForms = {
  BatchMatMul: kernel<BatchMatMulInputs, BatchMatMulAttrs>(({ a, b }, { transposeA, transposeB }) =>
    matMul(a, b, { transposeA, transposeB }),
  ),
  _FusedMatMul: kernel<_FusedMatMulInputs, _FusedMatMulAttrs>(
    ({ a, b, bias, preluActivationWeights }, attributes) => {
      const { transposeA, transposeB, activation, leakyreluAlpha } = attributes;
      const product = matMul(a, b, { transposeA, transposeB });
      const shifted = bias === undefined || bias === null ? product : add(product, bias);
      return activate(shifted, activation, {
        prelu: preluActivationWeights,
        leakyRelu: leakyreluAlpha,
      });
    },
  ),
  Einsum: kernel<readonly object[], EinsumAttrs>((inputs, { equation }) => {
    const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, inputs.length);
    backend_util.checkEinsumDimSizes(
      allDims.length,
      idDims,
      inputs.map((x) => asTensorInfo(x) as Tensor),
    );
    const [terms = '', result = ''] = equation.replaceAll(' ', '').split('->');
    const sizes = new Map<string, number>();
    terms.split(',').forEach((term, place) => {
      const operand = inputs[place];
      if (operand === undefined) return;
      [...term].forEach((letter, axis) => {
        sizes.set(letter, dimensionOf(operand.shape, axis));
      });
    });
    const shape = [...result].map((letter) => sizes.get(letter) ?? 1);
    const type = inputs[0]?.type ?? 'float32';
    return node('Einsum', [...inputs], { type, shape }, { equation: { string: equation } });
  }),
};
