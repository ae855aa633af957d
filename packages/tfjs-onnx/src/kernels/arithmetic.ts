import type { BinaryInputs, ClipByValueAttrs, UnaryInputs } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/value.js';
import {
  add,
  and,
  binary,
  cast,
  clip,
  constant,
  div,
  equal,
  greater,
  greaterEqual,
  less,
  mul,
  not,
  or,
  sub,
  unary,
  where,
} from '../ops/elementwise.js';
import { type KernelForm, type KernelForms, kernel } from './kernel.js';

const elementwise = (form: (x: Value) => Value): KernelForm =>
  kernel<UnaryInputs>(({ x }) => form(x));
const pairwise = (form: (a: Value, b: Value) => Value): KernelForm =>
  kernel<BinaryInputs>(({ a, b }) => form(a, b));

/** tfjs computes these in float32 for every input type. */
const float = (op: string): KernelForm => elementwise((x) => unary(op, cast(x, 'float32')));
const same = (op: string): KernelForm => elementwise((x) => unary(op, x));
const numeric = (op: string): KernelForm => pairwise((a, b) => binary(op, a, b));

/** Division that rounds down. onnxruntime's Div truncates integers, so those go through float64. */
function floorDiv(a: Value, b: Value): Value {
  if (a.type === 'float32') return unary('Floor', div(a, b));
  const quotient = div(cast(a, 'float64'), cast(b, 'float64'));
  return cast(unary('Floor', quotient), a.type);
}

/** The remainder with the sign of the divisor. */
function floorMod(a: Value, b: Value): Value {
  if (a.type !== 'float32') {
    return cast(floorMod(cast(a, 'float32'), cast(b, 'float32')), a.type);
  }
  const remainder = (x: Value) => binary('Mod', x, b, 'float32', { fmod: { int: 1 } });
  const negativeA = less(a, constant(a, 0));
  const negativeB = less(b, constant(b, 0));
  const truncated = remainder(a);
  const signsAgree = not(binary('Xor', negativeA, negativeB));
  return where(signsAgree, truncated, remainder(add(truncated, b)));
}

function atan2(y: Value, x: Value): Value {
  const zero = constant(x, 0);
  const angle = unary('Atan', div(y, x));
  const halfTurn = where(less(y, zero), constant(x, -Math.PI), constant(x, Math.PI));
  const turned = where(less(x, zero), add(angle, halfTurn), angle);
  return where(and(equal(x, zero), equal(y, zero)), zero, turned);
}

/** Stays exact near zero, where 1 + x loses the digits of x. */
function log1p(x: Value): Value {
  const one = constant(x, 1);
  const shifted = add(x, one);
  const scaled = div(mul(unary('Log', shifted), x), sub(shifted, one));
  const infinite = unary('IsInf', x, 'bool');
  return where(
    or(equal(shifted, one), infinite),
    where(infinite, unary('Log', shifted), x),
    scaled,
  );
}

function expm1(x: Value): Value {
  const one = constant(x, 1);
  const shifted = unary('Exp', x);
  const plain = sub(shifted, one);
  const scaled = div(mul(plain, x), unary('Log', shifted));
  const small = less(unary('Abs', x), constant(x, 0.5));
  return where(small, where(equal(shifted, one), x, scaled), plain);
}

/** `other` where `x` is NaN, else `value`. */
function whereNumber(x: Value, value: Value, other: number): Value {
  return x.type === 'float32' ? where(unary('IsNaN', x, 'bool'), constant(x, other), value) : value;
}

function bitwiseAnd(a: Value, b: Value): Value {
  return binary('BitwiseAnd', a, b);
}

/** The result is NaN where either side is NaN, as in tfjs and IEEE 754-2019. */
function extremum(op: 'Max' | 'Min'): KernelForm {
  return pairwise((a, b) => binary(op, a, b));
}

export const arithmeticKernels: KernelForms = {
  Add: numeric('Add'),
  Sub: numeric('Sub'),
  Multiply: numeric('Mul'),
  RealDiv: numeric('Div'),
  Maximum: extremum('Max'),
  Minimum: extremum('Min'),
  Pow: numeric('Pow'),
  FloorDiv: pairwise(floorDiv),
  Mod: pairwise(floorMod),
  Atan2: pairwise(atan2),
  BitwiseAnd: pairwise(bitwiseAnd),
  SquaredDifference: pairwise((a, b) => {
    const difference = sub(a, b);
    return mul(difference, difference);
  }),
  AddN: kernel<readonly object[]>((inputs) => {
    const [first, ...rest] = inputs;
    if (first === undefined) throw new TypeError('AddN needs at least one input');
    return rest.reduce(add, first);
  }),

  Abs: same('Abs'),
  Neg: same('Neg'),
  Sign: elementwise((x) => whereNumber(x, unary('Sign', x), 0)),
  Square: elementwise((x) => mul(x, x)),
  ClipByValue: kernel<UnaryInputs, ClipByValueAttrs>(({ x }, { clipValueMin, clipValueMax }) =>
    clip(x, clipValueMin, clipValueMax),
  ),
  Ceil: float('Ceil'),
  Floor: float('Floor'),
  Round: elementwise((x) => (x.type === 'float32' ? unary('Round', x) : x)),
  Sqrt: float('Sqrt'),
  Rsqrt: elementwise((x) => unary('Reciprocal', unary('Sqrt', cast(x, 'float32')))),
  Reciprocal: float('Reciprocal'),
  Exp: float('Exp'),
  Expm1: elementwise((x) => expm1(cast(x, 'float32'))),
  Log: float('Log'),
  Log1p: elementwise((x) => log1p(cast(x, 'float32'))),
  Erf: float('Erf'),
  Sin: float('Sin'),
  Cos: float('Cos'),
  Tan: float('Tan'),
  Asin: float('Asin'),
  Acos: float('Acos'),
  Atan: float('Atan'),
  Sinh: float('Sinh'),
  Cosh: float('Cosh'),
  Tanh: float('Tanh'),
  Asinh: float('Asinh'),
  Acosh: float('Acosh'),
  Atanh: float('Atanh'),
  IsNan: elementwise((x) => unary('IsNaN', cast(x, 'float32'), 'bool')),
  IsInf: elementwise((x) => unary('IsInf', cast(x, 'float32'), 'bool')),
  IsFinite: elementwise((x) => {
    const wide = cast(x, 'float32');
    return not(or(unary('IsNaN', wide, 'bool'), unary('IsInf', wide, 'bool')));
  }),

  Equal: pairwise(equal),
  NotEqual: pairwise((a, b) => not(equal(a, b))),
  Less: pairwise((a, b) => compare(less, a, b)),
  LessEqual: pairwise((a, b) => compare((x, y) => binary('LessOrEqual', x, y, 'bool'), a, b)),
  Greater: pairwise((a, b) => compare(greater, a, b)),
  GreaterEqual: pairwise((a, b) => compare(greaterEqual, a, b)),
  LogicalAnd: pairwise((a, b) => and(cast(a, 'bool'), cast(b, 'bool'))),
  LogicalOr: pairwise((a, b) => or(cast(a, 'bool'), cast(b, 'bool'))),
  LogicalXor: pairwise((a, b) => binary('Xor', cast(a, 'bool'), cast(b, 'bool'))),
  LogicalNot: elementwise((x) => not(cast(x, 'bool'))),
};

/** ONNX does not order booleans; in tfjs, false < true. */
function compare(form: (a: Value, b: Value) => Value, a: Value, b: Value): Value {
  return a.type === 'bool' ? form(cast(a, 'int32'), cast(b, 'int32')) : form(a, b);
}
