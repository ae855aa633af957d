import { expect, it } from 'vitest';
import { add, mul } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { filled, scalar } from '../ops/node.js';
import { reshape, scatterRows } from '../ops/shape-ops.js';
import { neededNodes } from './plan.js';
import { simplify } from './simplify.js';
import { Value } from './value.js';

const placeholder = (...shape: number[]) => new Value({ type: 'float32', shape });
const rows = new Value({ type: 'int32', shape: [3] });
const operators = (value: Value) => neededNodes([value]).map(({ op }) => op);
const only = (values: readonly Value[]): Value => {
  const [value] = values;
  if (value === undefined) throw new TypeError('nothing was left');
  return value;
};

it('scatters to the other summand and not to zeros', () => {
  const scattered = scatterRows(filled('float32', [5, 2], 0), rows, placeholder(3, 2), 'add');
  const sum = add(placeholder(5, 2), scattered);
  expect(operators(sum)).toEqual(['Expand', 'Reshape', 'Expand', 'ScatterElements', 'Add']);
  expect(operators(only(simplify([sum])))).toEqual(['Reshape', 'Expand', 'ScatterElements']);
});

it('scatters rows as rows where it runs on one thread', () => {
  const [result] = simplify([scatterRows(placeholder(5, 2), rows, placeholder(3, 2), 'add')], {
    oneThread: true,
  });
  expect(operators(only(result ? [result] : []))).toEqual(['Reshape', 'Cast', 'ScatterND']);
});

it('leaves a scatter that others read, or that does not start from zeros', () => {
  const shared = scatterRows(filled('float32', [5, 2], 0), rows, placeholder(3, 2), 'add');
  const sum = add(placeholder(5, 2), shared);
  const [kept] = simplify([sum, shared]);
  expect(kept).toBe(sum);
  const onto = scatterRows(placeholder(5, 2), rows, placeholder(3, 2), 'add');
  const other = add(placeholder(5, 2), onto);
  expect(only(simplify([other]))).toBe(other);
});

it('multiplies within a matrix product, also through a reshape', () => {
  const product = matMul(placeholder(4, 3), placeholder(5, 3), { transposeB: true, alpha: 3 });
  const scaled = mul(reshape(product, [20]), scalar('float32', 0.5));
  const result = only(simplify([scaled]));
  expect(operators(result)).toEqual(['FusedMatMul', 'Reshape']);
  expect(neededNodes([result])[0]?.attributes.alpha).toEqual({ float: 1.5 });
});

it('keeps nodes in recording order where it puts others in their place', () => {
  const first = add(placeholder(5, 2), placeholder(5, 2));
  const scattered = scatterRows(filled('float32', [5, 2], 0), rows, placeholder(3, 2), 'add');
  const sum = add(first, scattered);
  const later = mul(placeholder(2), placeholder(2));
  const orders = neededNodes(simplify([sum, later])).map(({ op }) => op);
  expect(orders).toEqual(['Add', 'Reshape', 'Expand', 'ScatterElements', 'Mul']);
});

it('views a value once in each shape, and never through another view', () => {
  const x = placeholder(2, 6);
  const back = reshape(reshape(x, [12]), [2, 6]);
  expect(only(simplify([back]))).toBe(x);
  const [one, two] = simplify([
    mul(reshape(reshape(x, [12]), [3, 4]), placeholder(3, 4)),
    mul(reshape(x, [3, 4]), placeholder(3, 4)),
  ]);
  expect(one?.node?.inputs[0]).toBe(two?.node?.inputs[0]);
  expect(one?.node?.inputs[0]?.node?.inputs[0]).toBe(x);
});
