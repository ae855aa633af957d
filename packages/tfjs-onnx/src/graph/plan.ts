import type { Node, Value } from './value.js';

/** A part of the graph, ready to be encoded: what computes `outputs`, in recording order. */
export interface Plan {
  readonly nodes: readonly Node[];
  /** Leaves the program reads at each run. */
  readonly inputs: readonly Value[];
  readonly literals: readonly Value[];
  readonly outputs: readonly Value[];
  /** The ONNX name of each value. */
  readonly names: ReadonlyMap<Value, string>;
  /** Equal for graphs of equal structure, types and shapes. */
  readonly key: string;
}

/** Collects the nodes that `outputs` need. Everything else that was recorded is never computed. */
export function planGraph(outputs: readonly Value[]): Plan {
  const nodes = neededNodes(outputs);
  const names = new Map<Value, string>();
  const inputs: Value[] = [];
  const literals: Value[] = [];
  const key: string[] = [];

  const nameOf = (value: Value): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const name = `v${names.size}`;
    names.set(value, name);
    if (value.node === undefined) {
      (value.literal ? literals : inputs).push(value);
      key.push(
        `${name}=${value.type}[${value.shape.join()}]${value.literal ? value.data?.join() : ''}`,
      );
    }
    return name;
  };

  for (const node of nodes) {
    const operands = node.inputs.map((input) => (input === undefined ? '' : nameOf(input)));
    key.push(`${node.signature}(${operands.join()})`);
    for (const output of node.outputs) nameOf(output);
  }
  key.push(`>${outputs.map(nameOf).join()}`);
  return { nodes, inputs, literals, outputs, names, key: key.join(';') };
}

function neededNodes(outputs: readonly Value[]): Node[] {
  const needed = new Set<Node>();
  const pending: Node[] = [];
  const visit = (value: Value | undefined) => {
    const node = value?.node;
    if (node !== undefined && !needed.has(node)) {
      needed.add(node);
      pending.push(node);
    }
  };
  for (const output of outputs) visit(output);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const input of node.inputs) visit(input);
  }
  return [...needed].sort((a, b) => a.order - b.order);
}
