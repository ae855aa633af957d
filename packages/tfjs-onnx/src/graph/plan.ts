import type { Node, Value } from './value.js';

/** The part of the graph that computes `outputs`, in recording order, ready to be encoded. */
export interface Plan {
  readonly nodes: readonly Node[];
  /** The leaves that a run reads. */
  readonly inputs: readonly Value[];
  readonly literals: readonly Value[];
  readonly outputs: readonly Value[];
  /** The ONNX name of each value. */
  readonly names: ReadonlyMap<Value, string>;
}

/** Collects the nodes that `outputs` need; nothing else is computed. */
export function planGraph(outputs: readonly Value[]): Plan {
  const nodes = neededNodes(outputs);
  const names = new Map<Value, string>();
  const inputs: Value[] = [];
  const literals: Value[] = [];
  const name = (value: Value | undefined): void => {
    if (value === undefined || names.has(value)) return;
    names.set(value, `v${names.size}`);
    if (value.node === undefined) (value.literal ? literals : inputs).push(value);
  };
  for (const node of nodes) {
    for (const input of node.inputs) name(input);
    for (const output of node.outputs) name(output);
  }
  for (const output of outputs) name(output);
  return { nodes, inputs, literals, outputs, names };
}

/** A text that is the same for plans with the same structure, types and shapes. */
export function structureOf({ nodes, inputs, literals, outputs, names }: Plan): string {
  const nameOf = (value: Value | undefined): string => (value && names.get(value)) ?? '';
  const parts = [...inputs, ...literals].map((value) => {
    const data = value.literal ? (value.data?.join() ?? '') : '';
    return `${nameOf(value)}=${value.type}[${value.shape.join()}]${data}`;
  });
  for (const node of nodes) parts.push(`${node.signature}(${node.inputs.map(nameOf).join()})`);
  return `${parts.join(';')}>${outputs.map(nameOf).join()}`;
}

/** The nodes that compute `outputs`, in recording order. */
export function neededNodes(outputs: readonly Value[]): Node[] {
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
