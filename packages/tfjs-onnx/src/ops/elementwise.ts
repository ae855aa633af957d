import type { ElementType } from '../graph/element-type.js';
import { broadcastShapes } from '../graph/shape.js';
import type { Attributes, Value } from '../graph/value.js';
import { literal, node, scalar } from './node.js';

/** An operator that keeps the shape and, unless `type` says otherwise, the type. */
export function unary(
  op: string,
  x: Value,
  type: ElementType = x.type,
  attributes: Attributes = {},
): Value {
  return node(op, [x], { type, shape: x.shape }, attributes);
}

/** An operator on two values, whose shapes broadcast. */
export function binary(
  op: string,
  a: Value,
  b: Value,
  type: ElementType = a.type,
  attributes: Attributes = {},
): Value {
  return node(op, [a, b], { type, shape: broadcastShapes(a.shape, b.shape) }, attributes);
}

export const add = (a: Value, b: Value): Value => binary('Add', a, b);
export const sub = (a: Value, b: Value): Value => binary('Sub', a, b);
export const mul = (a: Value, b: Value): Value => binary('Mul', a, b);
export const div = (a: Value, b: Value): Value => binary('Div', a, b);
export const equal = (a: Value, b: Value): Value => binary('Equal', a, b, 'bool');
export const less = (a: Value, b: Value): Value => binary('Less', a, b, 'bool');
export const greater = (a: Value, b: Value): Value => binary('Greater', a, b, 'bool');
export const greaterEqual = (a: Value, b: Value): Value => binary('GreaterOrEqual', a, b, 'bool');
export const and = (a: Value, b: Value): Value => binary('And', a, b);
export const or = (a: Value, b: Value): Value => binary('Or', a, b);
export const not = (x: Value): Value => unary('Not', x);

/** A scalar with the type of `like`. */
export const constant = (like: Value, value: number): Value => scalar(like.type, value);

export function cast(x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  if (x.literal && x.data !== undefined && type === 'int64') {
    return literal('int64', x.shape, BigInt64Array.from(x.data as Int32Array, BigInt));
  }
  return node('Cast', [x], { type, shape: x.shape }, { to: { int: CAST_CODES[type] } });
}

export function where(condition: Value, yes: Value, no: Value): Value {
  // onnxruntime's Where does not support booleans.
  if (yes.type === 'bool') {
    return cast(where(condition, cast(yes, 'uint8'), cast(no, 'uint8')), 'bool');
  }
  const shape = broadcastShapes(condition.shape, broadcastShapes(yes.shape, no.shape));
  return node('Where', [condition, yes, no], { type: yes.type, shape });
}

export function clip(x: Value, low: number, high: number): Value {
  return node('Clip', [x, constant(x, low), constant(x, high)], { type: x.type, shape: x.shape });
}

const CAST_CODES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};
