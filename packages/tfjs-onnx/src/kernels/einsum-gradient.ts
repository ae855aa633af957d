import {
  broadcastTo,
  type EinsumAttrs,
  einsum,
  getGradient,
  mul,
  registerGradient,
  reshape,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Registers the gradient of `tf.einsum`, which TensorFlow.js lacks, for all backends. */
export function registerEinsumGradient(): void {
  if (getGradient('Einsum') !== undefined) return;
  registerGradient({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, inputs, attributes) =>
      Object.fromEntries(
        inputs.map((_, place) => [
          place,
          () => einsumGradient(dy as Tensor, inputs, place, attributes as unknown as EinsumAttrs),
        ]),
      ),
  });
}

/** The gradient of one operand: an einsum of `dy` with the other operands. */
function einsumGradient(
  dy: Tensor,
  inputs: readonly Tensor[],
  place: number,
  { equation }: EinsumAttrs,
): Tensor {
  const [terms = '', result = ''] = equation.replaceAll(' ', '').split('->');
  const operands = terms.split(',');
  const own = operands[place] ?? '';
  const others = operands.filter((_, other) => other !== place);
  const rest = inputs.filter((_, other) => other !== place);
  // Letters of this operand alone were summed away, so all elements along them have the same gradient.
  const known = `${result}${others.join('')}`;
  const kept = [...own].filter((letter) => known.includes(letter)).join('');
  const product =
    result === ''
      ? scaled(dy, others, rest, kept)
      : einsum(`${[result, ...others].join()}->${kept}`, dy, ...rest);
  const { shape } = inputs[place] as Tensor;
  const spread = shape.map((size, axis) => (kept.includes(own[axis] ?? '') ? size : 1));
  return broadcastTo(reshape(product, spread), shape);
}

/** Backends differ in whether an operand of `einsum` may be a scalar, so a scalar `dy` multiplies the result. */
function scaled(dy: Tensor, terms: string[], operands: readonly Tensor[], kept: string): Tensor {
  return terms.length === 0 ? dy : mul(einsum(`${terms.join()}->${kept}`, ...operands), dy);
}
