import type { ElementArray, ElementType } from '../graph/element-type.js';
import { type Shape, sizeOf } from '../graph/shape.js';
import { type Attributes, Node, type Placement, Value } from '../graph/value.js';

/** Records an operator with one output. */
export function node(
  op: string,
  inputs: readonly (Value | undefined)[],
  output: Placement,
  attributes: Attributes = {},
  domain = '',
): Value {
  const [value] = nodes(op, inputs, [output], attributes, domain);
  if (value === undefined) throw new TypeError(`${op} has no output`);
  return value;
}

/** Records an operator with several outputs. */
export function nodes(
  op: string,
  inputs: readonly (Value | undefined)[],
  outputs: readonly Placement[],
  attributes: Attributes = {},
  domain = '',
): readonly Value[] {
  return new Node(op, inputs, attributes, outputs, domain).outputs;
}

/** A value that is part of the program, not one of its inputs. */
export function literal(type: ElementType, shape: Shape, data: ElementArray): Value {
  return new Value({ type, shape }, { data, literal: true });
}

/** An int64 vector: ONNX's type for axes, shapes and indices. */
export function int64s(values: readonly number[]): Value {
  return literal('int64', [values.length], BigInt64Array.from(values, BigInt));
}

export function scalar(type: ElementType, value: number): Value {
  switch (type) {
    case 'float32':
      return literal(type, [], Float32Array.of(value));
    case 'float64':
      return literal(type, [], Float64Array.of(value));
    case 'int32':
      return literal(type, [], Int32Array.of(value));
    case 'int64':
      return literal(type, [], BigInt64Array.of(BigInt(value)));
    default:
      return literal(type, [], Uint8Array.of(value));
  }
}

/** A tensor that repeats one value. */
export function filled(type: ElementType, shape: Shape, value: number): Value {
  const one = scalar(type, value);
  return sizeOf(shape) === 1 && shape.length === 0
    ? one
    : node('Expand', [one, int64s(shape)], { type, shape });
}
