import { expect, it } from 'vitest';
import { add, mul } from '../ops/elementwise.js';
import { matMul } from '../ops/matmul.js';
import { filled, scalar } from '../ops/node.js';
import { reshape, scatterRows, transpose } from '../ops/shape-ops.js';
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

it('transposes a matrix once for all products that need it so', () => {
  const [x, dy, other] = [placeholder(9, 2), placeholder(9, 3), placeholder(9, 4)];
  const products = [dy, other].map((right) => matMul(x, right, { transposeA: true }));
  const [one, two] = simplify(products);
  expect(one?.node?.inputs[0]?.node?.op).toBe('Transpose');
  expect(one?.node?.inputs[0]).toBe(two?.node?.inputs[0]);
});

it('transposes in one pass what is transposed twice, and not at all what comes back as it was', () => {
  const x = placeholder(2, 3, 4, 5);
  const twice = only(simplify([transpose(transpose(x, [0, 1, 3, 2]), [0, 2, 1, 3])]));
  expect(twice.shape).toEqual([2, 5, 3, 4]);
  expect(operators(twice)).toEqual(['Transpose']);
  expect(twice.node?.attributes.perm).toEqual({ ints: [0, 3, 1, 2] });
  expect(only(simplify([transpose(transpose(x, [0, 2, 3, 1]), [0, 3, 1, 2])]))).toBe(x);
});

it('leaves a first transposition that others read too', () => {
  const heads = transpose(placeholder(2, 3, 4, 5), [0, 2, 1, 3]);
  const turned = transpose(heads, [0, 1, 3, 2]);
  const [kept, left] = simplify([turned, heads]);
  expect(kept).toBe(turned);
  expect(left).toBe(heads);
});
