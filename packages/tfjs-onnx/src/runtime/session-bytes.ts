import { elementTypes } from '../graph/element-type.js';
import type { Plan } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import type { Value } from '../graph/value.js';

/** The fixed memory of a session: onnxruntime's graph and the first block of its arena. */
export const FIXED_BYTES: number = 2 ** 20;

/**
 * Estimates the memory that a session of this plan keeps: twice the peak of intermediate results that are alive at the
 * same time, because an arena grows in doubling blocks and never returns them. Inputs and results are not part of it.
 */
export function sessionBytes({ nodes, outputs }: Plan): number {
  const lastUse = new Map<Value, number>();
  nodes.forEach(({ inputs }, index) => {
    for (const input of inputs) if (input !== undefined) lastUse.set(storage(input), index);
  });
  for (const output of outputs) lastUse.set(storage(output), nodes.length);
  const results = new Set(outputs);
  let alive = 0;
  let most = 0;
  nodes.forEach((node, index) => {
    const written = node.op === 'Reshape' ? [] : node.outputs;
    for (const output of written) if (!results.has(output)) alive += bytesOf(output);
    most = Math.max(most, alive);
    const touched = [...node.inputs, ...written].flatMap((value) => value ?? []).map(storage);
    for (const value of new Set(touched)) {
      const over = (lastUse.get(value) ?? index) === index;
      if (over && value.node !== undefined) alive -= bytesOf(value);
    }
  });
  return FIXED_BYTES + 2 * most;
}

/** The value that holds the numbers: for a view, the value behind it. */
function storage(value: Value): Value {
  const source = value.node?.op === 'Reshape' ? value.node.inputs[0] : undefined;
  return source === undefined ? value : storage(source);
}

function bytesOf({ type, shape }: Value): number {
  return elementTypes[type].bytes * sizeOf(shape);
}
