import { neededNodes } from '../graph/plan.js';
import type { Node, Placement, Value } from '../graph/value.js';
import { node } from '../ops/node.js';

/** The number of nodes between two barriers. */
const CHUNK = 128;

const SCALAR: Placement = { type: 'int64', shape: [] };

/**
 * Returns a value that, as an extra output of the graph, makes onnxruntime run the nodes in about recording order.
 *
 * onnxruntime orders nodes by a depth-first search that starts at the last node of the file and follows the latest
 * input first. Without barriers, it would run independent parts of a graph layer by layer, and keep the activations of
 * all parts alive. So the file ends in a chain of barriers, one per chunk of nodes. A barrier depends on the barrier
 * before it, which the search visits first, and on the values that its chunk leaves for later chunks. Barriers read
 * only sizes and cost almost nothing.
 */
export function orderBarrier(outputs: readonly Value[]): Value | undefined {
  const nodes = neededNodes(outputs);
  if (nodes.length <= 2 * CHUNK) return undefined;
  const firstUse = new Map<Value, number>();
  nodes.forEach((user, index) => {
    for (const input of user.inputs) {
      if (input !== undefined && !firstUse.has(input)) firstUse.set(input, index);
    }
  });
  for (const output of outputs) {
    if (!firstUse.has(output)) firstUse.set(output, nodes.length);
  }

  const chunks: Value[][] = [];
  for (let first = 0; first < nodes.length; first += CHUNK) {
    const last = Math.min(first + CHUNK, nodes.length) - 1;
    // Values that are used inside the chunk are computed because the others depend on them.
    const left = nodes
      .slice(first, last + 1)
      .flatMap((made: Node) => made.outputs.filter((output) => (firstUse.get(output) ?? 0) > last));
    // All sizes are recorded before the first barrier, so that the earlier barrier is each barrier's latest input.
    chunks.push(left.map((value) => node('Size', [value], SCALAR)));
  }
  return chunks.reduce<Value | undefined>((barrier, sizes) => {
    const inputs = barrier === undefined ? sizes : [...sizes, barrier];
    return inputs.length === 0 ? barrier : node('Max', inputs, SCALAR);
  }, undefined);
}
