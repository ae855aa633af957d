import type { Variable } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { type Plan, planGraph } from '../graph/plan.js';
import { sizeOf } from '../graph/shape.js';
import { simplify } from '../graph/simplify.js';
import type { Placement, Value } from '../graph/value.js';
import { encodeModel } from '../onnx/encode-model.js';
import { orderBarrier } from '../onnx/execution-order.js';
import type { OnnxBackend } from '../onnx-backend.js';
import { node } from '../ops/node.js';
import { createSession, type Session, toOrtTensor } from '../runtime/session.js';
import type { BatchArray, FillFeed } from './step-contract.js';
import type { TracedStep } from './trace-step.js';
import { readVariable, spareArray, writeVariable } from './variable-state.js';

type OrtTensors = Record<string, ReturnType<typeof toOrtTensor>>;

/** An input or output of the session. It keeps no value, and with it the whole graph, alive. */
interface Slot extends Placement {
  readonly name: string;
}

/** A traced step as an onnxruntime session, and the arrays it runs on. */
export class StepProgram {
  readonly #backend: OnnxBackend;
  readonly #session: Session;
  readonly #batch: readonly (Slot & { readonly key: string })[];
  readonly #feeds: readonly (Slot & { readonly data: ElementArray; readonly fill: FillFeed })[];
  readonly #read: readonly (Slot & { readonly variable: Variable })[];
  readonly #assigned: readonly (Slot & { readonly variable: Variable })[];
  readonly #results: readonly (Slot & { readonly key: string; readonly data: ElementArray })[];

  private constructor(backend: OnnxBackend, session: Session, traced: TracedStep, plan: Plan) {
    this.#backend = backend;
    this.#session = session;
    const used = new Set(plan.inputs);
    const slot = (value: Value): Slot => ({
      name: plan.names.get(value) ?? '',
      type: value.type,
      shape: value.shape,
    });
    this.#batch = [...traced.batch]
      .filter(([, value]) => used.has(value))
      .map(([key, value]) => ({ ...slot(value), key }));
    this.#feeds = traced.feeds
      .filter(({ value }) => used.has(value))
      .map(({ value, fill }) => ({ ...slot(value), data: allocate(value), fill }));
    this.#read = [...traced.variables]
      .filter(([, value]) => used.has(value))
      .map(([variable, value]) => ({ ...slot(value), variable }));
    this.#assigned = [...traced.assigned].map(([variable, value]) => ({
      ...slot(value),
      variable,
    }));
    this.#results = [...traced.results].map(([key, value]) => ({
      ...slot(value),
      key,
      data: allocate(value),
    }));
  }

  static async compile(backend: OnnxBackend, step: TracedStep): Promise<StepProgram> {
    const outputs = ownOutputs(simplify([...step.assigned.values(), ...step.results.values()]));
    const barrier = orderBarrier(outputs);
    const plan = planGraph(barrier === undefined ? outputs : [...outputs, barrier]);
    // What is neither batch, feed nor variable is a constant of the program.
    const embedded = new Set(plan.inputs.filter(({ data }) => data !== undefined));
    const inputs = plan.inputs.filter((value) => !embedded.has(value));
    const model = encodeModel(plan, { embedded });
    const session = await createSession(model, backend.options, { heavy: true });
    return new StepProgram(backend, session, withOutputs(step, outputs), { ...plan, inputs });
  }

  async run(
    batch: Readonly<Record<string, BatchArray>>,
    step: number,
  ): Promise<Record<string, Float32Array>> {
    // Pending tensors may read the arrays of variables that this run overwrites.
    this.#backend.flush();
    const feeds: OrtTensors = {};
    for (const { key, name, type, shape } of this.#batch) {
      const array = batch[key];
      if (array === undefined) throw missingArray(key);
      feeds[name] = toOrtTensor(type, unshared(array.data), shape);
    }
    for (const { name, type, shape, data, fill } of this.#feeds) {
      (data as Float32Array).fill(0);
      fill(data as Float32Array, step);
      feeds[name] = toOrtTensor(type, data, shape);
    }
    for (const { name, type, shape, variable } of this.#read) {
      feeds[name] = toOrtTensor(type, readVariable(this.#backend, variable), shape);
    }
    const fetches: OrtTensors = {};
    const written = this.#assigned.map(({ name, type, shape, variable }) => {
      const data = spareArray(variable, { type, shape });
      fetches[name] = toOrtTensor(type, data, shape);
      return { variable, data };
    });
    for (const { name, type, shape, data } of this.#results) {
      fetches[name] = toOrtTensor(type, data, shape);
    }
    await this.#session.run(feeds, fetches);
    for (const { variable, data } of written) writeVariable(this.#backend, variable, data);
    return Object.fromEntries(
      this.#results.map(({ key, data }) => [key, Float32Array.from(data as Float32Array)]),
    );
  }

  dispose(): void {
    this.#session.dispose();
  }
}

/** Outputs of a graph must be distinct results of nodes: an input or a second use of one output is copied. */
function ownOutputs(outputs: readonly Value[]): Value[] {
  const taken = new Set<Value>();
  return outputs.map((value) => {
    const result =
      value.node === undefined || taken.has(value) ? node('Identity', [value], value) : value;
    taken.add(result);
    return result;
  });
}

/** The step with other values for its outputs, in the order of `assigned` and then `results`. */
function withOutputs(traced: TracedStep, outputs: readonly Value[]): TracedStep {
  const next = outputs[Symbol.iterator]();
  const renewed = <Key>(values: ReadonlyMap<Key, Value>): Map<Key, Value> =>
    new Map(
      [...values].map(([key, value]) => [key, (next.next().value as Value | undefined) ?? value]),
    );
  return { ...traced, assigned: renewed(traced.assigned), results: renewed(traced.results) };
}

function allocate(value: Value): ElementArray {
  return elementTypes[value.type].allocate(sizeOf(value.shape));
}

/** onnxruntime-node rejects shared memory. */
function unshared(data: Int32Array | Float32Array): ElementArray {
  return data.buffer instanceof ArrayBuffer ? data : data.slice();
}

function missingArray(name: string): OnnxBackendError {
  return new OnnxBackendError('bad-batch', `a batch lacks its array '${name}'`);
}
