import { OnnxBackendError } from '../errors.js';
import type { ElementArray } from '../graph/element-type.js';
import type { Plan } from '../graph/plan.js';
import { type Node, recordingKernel, type Value } from '../graph/value.js';
import { int64s, node, scalar } from '../ops/node.js';
import { type DimensionFormula, fitFormula, type Sizes } from './dimension-formula.js';
import { portableForm } from './portable-form.js';

/** One trace of a function: its graph, and the sizes with which it was recorded. */
export interface ExportTrace {
  readonly sizes: Sizes;
  readonly plan: Plan;
}

/** Returns the value of a symbolic dimension: an int64 vector of one element. */
export type SymbolSource = (symbol: string) => Value;

/**
 * Rebuilds the graph of the first trace. Numbers that differ between traces become computations on the symbolic
 * dimensions. Returns the new values of the plan's outputs.
 */
export function generalize(traces: readonly ExportTrace[], symbol: SymbolSource): Value[] {
  const [base] = traces;
  if (base === undefined) return [];
  const others = traces.map(({ plan }) => plan.nodes);
  if (others.some((nodes) => nodes.length !== base.plan.nodes.length)) {
    throw notExportable('it records different operations for different sizes', undefined);
  }
  const rebuilt = new Map<Value, Value>();
  const sizes = traces.map((trace) => trace.sizes);

  base.plan.nodes.forEach((original, index) => {
    const variants = others.map((nodes) => nodes[index] ?? original);
    if (variants.some((variant) => variant.signature !== original.signature)) {
      throw notExportable('it records different operations for different sizes', original);
    }
    recordingKernel(original.kernel, () => {
      const inputs = original.inputs.map((input, place) => {
        if (input === undefined) return undefined;
        const known = rebuilt.get(input);
        if (known !== undefined) return known;
        const seen = variants.map((variant) => variant.inputs[place] ?? input);
        return input.node === undefined && input.data !== undefined
          ? generalConstant(seen, sizes, symbol, original)
          : input;
      });
      portableForm(original, inputs).forEach((output, place) => {
        const replaced = original.outputs[place];
        if (replaced !== undefined) rebuilt.set(replaced, output);
      });
    });
  });
  return base.plan.outputs.map((output) => rebuilt.get(output) ?? output);
}

/** Returns the constant itself, or a computation if it depends on the sizes. */
function generalConstant(
  seen: readonly Value[],
  sizes: readonly Sizes[],
  symbol: SymbolSource,
  user: Node,
): Value {
  const [value] = seen;
  if (value === undefined) throw new TypeError('a constant was seen in no trace');
  const arrays = seen.map(({ data }) => data);
  if (arrays.every((array) => sameArray(array, arrays[0]))) return value;
  if (value.type === 'int64' && value.shape.length === 1) {
    const formulas = Array.from({ length: value.data?.length ?? 0 }, (_, place) =>
      fitted(
        arrays.map((array) => Number(array?.[place])),
        sizes,
        user,
      ),
    );
    return dimensionVector(formulas, symbol, user);
  }
  if (value.type === 'int32' && value.shape.length === 1) {
    return progression(arrays, sizes, symbol, user);
  }
  throw notExportable('a constant depends on the sizes', user);
}

function fitted(seen: readonly number[], sizes: readonly Sizes[], user: Node): DimensionFormula {
  const formula = fitFormula(seen, sizes);
  if (formula === undefined) {
    throw notExportable(`a number of it depends on the sizes as ${seen.join(', ')}`, user);
  }
  return formula;
}

/** An int64 vector of dimensions. A Reshape with one computed dimension gets -1 there, and onnxruntime infers it. */
function dimensionVector(
  formulas: readonly DimensionFormula[],
  symbol: SymbolSource,
  user: Node,
): Value {
  const computed = formulas.filter(({ factor }) => factor !== 0);
  if (user.op === 'Reshape' && computed.length === 1) {
    return int64s(formulas.map(({ constant, factor }) => (factor === 0 ? constant : -1)));
  }
  const parts = formulas.map((formula) => dimension(formula, symbol));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return node('Concat', parts, { type: 'int64', shape: [parts.length] }, { axis: { int: 0 } });
}

/** One dimension as an int64 vector of one element. */
function dimension(formula: DimensionFormula, symbol: SymbolSource): Value {
  const { constant, factor, symbols } = formula;
  if (factor === 0) return int64s([constant]);
  const one = { type: 'int64' as const, shape: [1] };
  const combined = (op: string, a: Value, b: Value) => node(op, [a, b], one);
  let product = symbols.map(symbol).reduce((a, b) => combined('Mul', a, b));
  if (factor !== 1) product = combined('Mul', product, int64s([factor]));
  return constant === 0 ? product : combined('Add', product, int64s([constant]));
}

/** An ONNX Range for `start, start + step, ...` whose start, step or length depends on the sizes. */
function progression(
  arrays: readonly (ElementArray | undefined)[],
  sizes: readonly Sizes[],
  symbol: SymbolSource,
  user: Node,
): Value {
  const numbers = arrays.map((array) => Array.from(array ?? [], Number));
  const regular = numbers.every((list) => {
    const step = (list[1] ?? 0) - (list[0] ?? 0);
    return list.every((x, place) => x === (list[0] ?? 0) + place * step);
  });
  if (!regular) throw notExportable('a constant of it depends on the sizes', user);
  const start = fitted(
    numbers.map(([first = 0]) => first),
    sizes,
    user,
  );
  const step = fitted(
    numbers.map(([first = 0, second = 0]) => second - first),
    sizes,
    user,
  );
  const limits = numbers.map((list) => {
    const by = (list[1] ?? 0) - (list[0] ?? 0);
    return (list[0] ?? 0) + by * list.length;
  });
  const limit = fitted(limits, sizes, user);
  const scalarOf = (formula: DimensionFormula): Value => {
    if (formula.factor === 0) return scalar('int32', formula.constant);
    const vector = dimension(formula, symbol);
    const single = node('Squeeze', [vector, int64s([0])], { type: 'int64', shape: [] });
    return node('Cast', [single], { type: 'int32', shape: [] }, { to: { int: 6 } });
  };
  return node('Range', [scalarOf(start), scalarOf(limit), scalarOf(step)], {
    type: 'int32',
    shape: [numbers[0]?.length ?? 0],
  });
}

function sameArray(a: ElementArray | undefined, b: ElementArray | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function notExportable(why: string, user: Node | undefined): OnnxBackendError {
  const where = user === undefined ? '' : ` (in the tfjs kernel ${user.kernel})`;
  return new OnnxBackendError(
    'not-exportable',
    `the function cannot be exported with these symbolic dimensions: ${why}${where}`,
    user === undefined ? {} : { kernel: user.kernel },
  );
}
