import { neededNodes } from '../graph/plan.js';
import type { Node, Placement, Value } from '../graph/value.js';
import { node } from '../ops/node.js';

/** Nodes between two barriers. */
const CHUNK = 128;

const SCALAR: Placement = { type: 'int64', shape: [] };

/**
 * The value to add to a graph's outputs so that onnxruntime runs its nodes in about the order they were recorded.
 *
 * onnxruntime orders nodes by a depth-first search from the last node of the file back through its inputs, the latest
 * input first. Left alone, it would run the pieces of a batch layer by layer and not one after the other, and hold
 * the activations of all of them. So the file ends in a chain of barriers, each depending on the barrier before it,
 * which is searched first, and on what a run of nodes leaves for later ones. Barriers look only at sizes and compute
 * next to nothing.
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
    // What is used within the run is computed for the sake of what is not.
    const left = nodes
      .slice(first, last + 1)
      .flatMap((made: Node) => made.outputs.filter((output) => (firstUse.get(output) ?? 0) > last));
    // All sizes are recorded before the first barrier, so that a barrier's earlier barrier is its latest input.
    chunks.push(left.map((value) => node('Size', [value], SCALAR)));
  }
  return chunks.reduce<Value | undefined>((barrier, sizes) => {
    const inputs = barrier === undefined ? sizes : [...sizes, barrier];
    return inputs.length === 0 ? barrier : node('Max', inputs, SCALAR);
  }, undefined);
}
