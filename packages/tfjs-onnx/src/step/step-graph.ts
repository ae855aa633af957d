import { planGraph } from '../graph/plan.js';
import { type SimplifyOptions, simplify } from '../graph/simplify.js';
import type { Placement, Value } from '../graph/value.js';
import { encodeModel } from '../onnx/encode-model.js';
import { orderBarrier } from '../onnx/execution-order.js';
import { node } from '../ops/node.js';
import { sessionBytes } from '../runtime/session-bytes.js';

/** An input or output of a session. It does not refer to its value, which would keep the whole graph alive. */
export interface Slot extends Placement {
  readonly name: string;
}

/** The ONNX model that computes the outputs of a traced step. */
export interface StepGraph {
  readonly model: Uint8Array;
  /** See `sessionBytes`. */
  readonly arenaBytes: number;
  /** In the order of `wanted`. */
  readonly outputs: readonly Slot[];
  /** The model's input for a placeholder; undefined if nothing reads the placeholder. */
  input(placeholder: Value): Slot | undefined;
}

/** Simplifies and encodes the graph of `wanted`. Leaves with data become constants of the model. */
export function stepGraph(wanted: readonly Value[], options?: SimplifyOptions): StepGraph {
  const outputs = ownOutputs(simplify(wanted, options));
  const barrier = orderBarrier(outputs);
  const plan = planGraph(barrier === undefined ? outputs : [...outputs, barrier]);
  const embedded = new Set(plan.inputs.filter(({ data }) => data !== undefined));
  const inputs = new Set(plan.inputs.filter((value) => !embedded.has(value)));
  const model = encodeModel(plan, { embedded });
  const slot = (value: Value): Slot => ({
    name: plan.names.get(value) ?? '',
    type: value.type,
    shape: value.shape,
  });
  const slots = new Map([...inputs].map((value) => [value, slot(value)]));
  return {
    model,
    arenaBytes: sessionBytes(plan),
    outputs: outputs.map(slot),
    input: (placeholder) => slots.get(placeholder),
  };
}

/** ONNX needs distinct results of nodes as outputs, so this copies an input or a repeated output. */
function ownOutputs(outputs: readonly Value[]): Value[] {
  const taken = new Set<Value>();
  return outputs.map((value) => {
    const result =
      value.node === undefined || taken.has(value) ? node('Identity', [value], value) : value;
    taken.add(result);
    return result;
  });
}
