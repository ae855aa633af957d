import { OnnxBackendError } from '../errors.js';
import { type Attribute, Node, type Value } from '../graph/value.js';
import { mul } from '../ops/elementwise.js';
import { MICROSOFT, swapLast } from '../ops/matmul.js';
import { node, scalar } from '../ops/node.js';

/** Copies the node to new inputs, and replaces onnxruntime's own operators with standard ones. */
export function portableForm(
  original: Node,
  inputs: readonly (Value | undefined)[],
): readonly Value[] {
  if (original.domain === '') {
    return new Node(original.op, inputs, original.attributes, original.outputs, '').outputs;
  }
  const [a, b] = inputs;
  const [output] = original.outputs;
  if (
    original.domain !== MICROSOFT ||
    original.op !== 'FusedMatMul' ||
    a === undefined ||
    b === undefined ||
    output === undefined
  ) {
    throw new OnnxBackendError(
      'not-exportable',
      `${original.domain}.${original.op} has no portable form`,
      { kernel: original.kernel },
    );
  }
  const { transA, transB, alpha } = original.attributes;
  // Unlike a MatMul of a Transpose, it needs no other copy of a transposed constant.
  if (a.shape.length === 2 && b.shape.length === 2) {
    return new Node('Gemm', [a, b], original.attributes, original.outputs, '').outputs;
  }
  const product = node(
    'MatMul',
    [isSet(transA) ? swapLast(a) : a, isSet(transB) ? swapLast(b) : b],
    output,
  );
  const factor = alpha !== undefined && 'float' in alpha ? alpha.float : 1;
  return [factor === 1 ? product : mul(product, scalar('float32', factor))];
}

function isSet(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && 'int' in attribute && attribute.int === 1;
}
