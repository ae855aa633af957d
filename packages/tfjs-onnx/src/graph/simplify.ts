import { elementTypes } from './element-type.js';
import { neededNodes } from './plan.js';
import { sameShape } from './shape.js';
import { type Attributes, Node, recordingKernel, type Value } from './value.js';

export interface SimplifyOptions {
  /** Whether the graph always runs on one thread. Default false. */
  readonly oneThread?: boolean;
}

/**
 * Rewrites a graph that runs many times so that it computes the same values with fewer passes over memory:
 * - It scatters rows directly into a summand instead of into zeros that are then added.
 * - It merges a number that multiplies a matrix product into the product's own factor.
 * - It keeps one of several equal views of a value, and replaces a view of a view with one view.
 * - It transposes a matrix once for all products that need it, and merges two transpositions into one.
 * - On one thread, it scatters whole rows instead of single elements.
 *
 * An output of the result may be an input, or the same value as another output.
 */
export function simplify(
  outputs: readonly Value[],
  { oneThread = false }: SimplifyOptions = {},
): Value[] {
  const simpler = rewrite(outputs, SIMPLER);
  return oneThread ? rewrite(simpler, { ScatterElements: scatterOfRows }) : simpler;
}

type Rule = (node: Node, graph: Rewriting) => Value | undefined;

/** Visits each node once, in recording order, and applies the rule for its operator. */
function rewrite(outputs: readonly Value[], rules: Readonly<Record<string, Rule>>): Value[] {
  const nodes = neededNodes(outputs);
  const graph = new Rewriting(nodes, outputs);
  for (const original of nodes) {
    const simpler = rules[original.op]?.(original, graph);
    graph.replace(original, simpler === undefined ? graph.onCurrentInputs(original) : [simpler]);
  }
  return outputs.map((output) => graph.current(output));
}

/** The state of a rewrite: which value replaces which. */
class Rewriting {
  readonly #uses = new Map<Value, number>();
  readonly #replaced = new Map<Value, Value>();
  readonly #made = new Map<Value, Map<string, Value>>();

  constructor(nodes: readonly Node[], outputs: readonly Value[]) {
    for (const value of [...nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
      if (value !== undefined) this.#uses.set(value, (this.#uses.get(value) ?? 0) + 1);
    }
  }

  current(value: Value): Value {
    return this.#replaced.get(value) ?? value;
  }

  /** Whether the original graph uses this value exactly once. */
  isUsedOnce(value: Value): boolean {
    return this.#uses.get(value) === 1;
  }

  /** Returns what `make` returned for this source and name the first time, so that equal values are made once. */
  once(source: Value, name: string, make: () => Value | undefined): Value | undefined {
    const made = this.#made.get(source) ?? new Map<string, Value>();
    this.#made.set(source, made);
    const value = made.get(name) ?? make();
    if (value !== undefined) made.set(name, value);
    return value;
  }

  onCurrentInputs(original: Node): readonly Value[] {
    const inputs = original.inputs.map((input) => input && this.current(input));
    return inputs.every((input, place) => input === original.inputs[place])
      ? original.outputs
      : copy(original, inputs, original.attributes);
  }

  replace(original: Node, outputs: readonly Value[]): void {
    original.outputs.forEach((before, place) => {
      const after = outputs[place];
      if (after !== undefined && after !== before) this.#replaced.set(before, after);
    });
  }
}

/** Copies the node with other inputs and attributes. The copy gets the order of `standIn`. */
function copy(
  original: Node,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
  standIn = original,
): readonly Value[] {
  const { kernel, op, outputs, domain } = original;
  return recordingKernel(
    kernel,
    () => new Node(op, inputs, attributes, outputs, domain, standIn.order).outputs,
  );
}

/** Tries a rule with both orders of a commutative node's two inputs. */
function eitherOrder<Result>(
  { inputs: [a, b] }: Node,
  attempt: (one: Value, other: Value) => Result | undefined,
): Result | undefined {
  return a === undefined || b === undefined ? undefined : (attempt(a, b) ?? attempt(b, a));
}

/** Makes each view once, and always a view of the original value instead of a view of a view. */
function view(original: Node, graph: Rewriting): Value | undefined {
  const [x, shape] = original.inputs;
  const [output] = original.outputs;
  if (x === undefined || output === undefined) return undefined;
  const current = graph.current(x);
  const source = (current.node?.op === 'Reshape' ? current.node.inputs[0] : undefined) ?? current;
  if (sameShape(source.shape, output.shape)) return source;
  return graph.once(source, `view [${output.shape.join()}]`, () => {
    return source === x ? output : copy(original, [source, shape], original.attributes)[0];
  });
}

/** Makes each transposition once, and merges two into one if nothing else reads the value between them. */
function transposed(original: Node, graph: Rewriting): Value | undefined {
  const [x] = original.inputs;
  const [output] = original.outputs;
  const order = orderOf(original);
  if (x === undefined || output === undefined || order === undefined) return undefined;
  const between = graph.current(x);
  const inner = graph.isUsedOnce(x) && between.node?.op === 'Transpose' ? between.node : undefined;
  const innerOrder = inner && orderOf(inner);
  const [source = between] = innerOrder === undefined ? [] : (inner?.inputs ?? []);
  const whole = innerOrder === undefined ? order : order.map((axis) => innerOrder[axis] ?? axis);
  if (whole.every((axis, place) => axis === place)) return source;
  return graph.once(source, `order [${whole.join()}]`, () =>
    source === x ? output : copy(original, [source], { perm: { ints: whole } })[0],
  );
}

function orderOf({ attributes: { perm } }: Node): readonly number[] | undefined {
  return perm !== undefined && 'ints' in perm ? perm.ints : undefined;
}

const SIMPLER: Readonly<Record<string, Rule>> = {
  Add: scatterToSummand,
  Mul: scaledProduct,
  Reshape: view,
  Transpose: transposed,
};

/** Turns `a + scatter(zeros, rows, updates)` into `scatter(a, rows, updates)`. */
function scatterToSummand(original: Node, graph: Rewriting): Value | undefined {
  return eitherOrder(original, (summand, scattered) => {
    const scatter = scattered.node;
    if (scatter?.op !== 'ScatterElements' || !graph.isUsedOnce(scattered)) return undefined;
    const [data, ...rest] = scatter.inputs;
    if (!adds(scatter) || !isZeros(data) || !sameShape(summand.shape, scattered.shape)) {
      return undefined;
    }
    const inputs = [summand, ...rest].map((input) => input && graph.current(input));
    return copy(scatter, inputs, scatter.attributes, original)[0];
  });
}

/**
 * Scatters rows with one index per row instead of one index per element, which is several times faster. It is wrong on
 * several threads: in onnxruntime 1.30 they lose additions to the same row.
 */
function scatterOfRows(original: Node, graph: Rewriting): Value | undefined {
  const [data, index, updates] = original.inputs;
  const [output] = original.outputs;
  const rows = index?.node?.op === 'Expand' ? index.node.inputs[0] : undefined;
  if (data === undefined || updates === undefined || output === undefined || !adds(original)) {
    return undefined;
  }
  if (rows?.shape.length !== 2 || rows.shape[1] !== 1 || data.shape.length !== 2) return undefined;
  return recordingKernel(original.kernel, () => {
    const [index64] = new Node(
      'Cast',
      [graph.current(rows)],
      { to: { int: elementTypes.int64.code } },
      [{ type: 'int64', shape: rows.shape }],
      '',
      // Just before the ScatterND below, which gets the original's order.
      original.order - 0.5,
    ).outputs;
    const inputs = [graph.current(data), index64, graph.current(updates)];
    const { reduction } = original.attributes;
    const attributes: Attributes = reduction === undefined ? {} : { reduction };
    return new Node('ScatterND', inputs, attributes, [output], '', original.order).outputs[0];
  });
}

function adds({ attributes: { reduction } }: Node): boolean {
  return reduction !== undefined && 'string' in reduction && reduction.string === 'add';
}

function isZeros(value: Value | undefined): boolean {
  const source = value?.node?.op === 'Expand' ? value.node.inputs[0] : undefined;
  return source?.literal === true && Number(source.data?.[0]) === 0;
}

/** Turns `(alpha * x y) * number` into `(alpha * number) * x y`, even if a Reshape lies between product and number. */
function scaledProduct(original: Node, graph: Rewriting): Value | undefined {
  return eitherOrder(original, (scaled, factor) => {
    if (!factor.literal || factor.shape.length > 0 || factor.type !== 'float32') return undefined;
    if (!graph.isUsedOnce(scaled)) return undefined;
    const reshaping = scaled.node?.op === 'Reshape' ? scaled.node : undefined;
    const product = reshaping === undefined ? scaled : reshaping.inputs[0];
    if (product === undefined || !graph.isUsedOnce(product)) return undefined;
    const matMul = graph.current(product).node;
    const alpha = matMul?.attributes.alpha;
    if (matMul?.op !== 'FusedMatMul' || alpha === undefined || !('float' in alpha)) {
      return undefined;
    }
    const attributes = {
      ...matMul.attributes,
      alpha: { float: alpha.float * Number(factor.data?.[0]) },
    };
    const [value] = copy(matMul, matMul.inputs, attributes);
    if (reshaping === undefined) return value;
    return copy(reshaping, [value, reshaping.inputs[1]], reshaping.attributes)[0];
  });
}
