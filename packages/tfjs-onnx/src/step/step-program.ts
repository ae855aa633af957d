import { fillKeepMask } from '@org/random';
import type { BatchArray, Fill } from '@org/step';
import type { Variable } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from '../errors.js';
import { type ElementArray, elementTypes } from '../graph/element-type.js';
import { sizeOf } from '../graph/shape.js';
import type { Placement } from '../graph/value.js';
import type { OnnxBackend } from '../onnx-backend.js';
import type { SessionTuning } from '../runtime/runtime-options.js';
import { createSession, type Session, toOrtTensor } from '../runtime/session.js';
import { adamStep } from './adam-arrays.js';
import { type Slot, type StepGraph, stepGraph } from './step-graph.js';
import type { AdamScalar, TracedAdam, TracedStep } from './trace-step.js';
import { readVariable, spareArray, writableArray, writeVariable } from './variable-state.js';

type OrtTensors = Record<string, ReturnType<typeof toOrtTensor>>;

/** A traced step as an onnxruntime session, with the arrays of its inputs and outputs. */
export class StepProgram {
  readonly #backend: OnnxBackend;
  readonly #session: Session;
  readonly #batch: readonly (Slot & { readonly key: string })[];
  readonly #feeds: readonly (Slot & { readonly data: ElementArray; readonly fill: Fill })[];
  readonly #read: readonly (Slot & { readonly variable: Variable })[];
  readonly #assigned: readonly (Slot & { readonly variable: Variable })[];
  readonly #adams: readonly AdamProgram[];
  readonly #results: readonly (Slot & { readonly key: string; readonly data: ElementArray })[];

  private constructor(
    backend: OnnxBackend,
    session: Session,
    traced: TracedStep,
    graph: StepGraph,
  ) {
    const { batch, feeds, masks, variables, adams, assigned, results } = traced;
    this.#backend = backend;
    this.#session = session;
    this.#batch = [...batch].flatMap(([key, value]) => withInput(graph.input(value), { key }));
    const filled = [
      ...feeds,
      ...masks.map(({ value, rate, rows, key }) => ({
        value,
        fill: (out: ElementArray, step: number) =>
          fillKeepMask(out as Uint8Array, rate, rows, { key, step, firstRow: 0 }),
      })),
    ];
    this.#feeds = filled.flatMap(({ value, fill }) =>
      withInput(graph.input(value), { data: allocate(value), fill }),
    );
    this.#read = [...variables].flatMap(([variable, value]) =>
      withInput(graph.input(value), { variable }),
    );
    const outputs = graph.outputs.values();
    this.#assigned = [...assigned.keys()].flatMap((variable) =>
      withInput(outputs.next().value, { variable }),
    );
    this.#adams = adams.map(({ gradient, scalars, ...rest }) => ({
      ...rest,
      gradient: withInput(outputs.next().value, { data: allocate(gradient) }),
      scalars: [...scalars].flatMap(([scalar, value]) =>
        withInput(outputs.next().value, { scalar, data: allocate(value) }),
      ),
    }));
    this.#results = [...results].flatMap(([key, value]) =>
      withInput(outputs.next().value, { key, data: allocate(value) }),
    );
  }

  static async compile(
    backend: OnnxBackend,
    step: TracedStep,
    tuning: SessionTuning,
  ): Promise<StepProgram> {
    const ofAdams = step.adams.flatMap(({ gradient, scalars }) => [gradient, ...scalars.values()]);
    const graph = stepGraph([...step.assigned.values(), ...ofAdams, ...step.results.values()]);
    const session = createSession(graph.model, backend.options, tuning);
    return new StepProgram(backend, session, step, graph);
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
    const ofAdams = this.#adams.flatMap(({ gradient, scalars }) => [...gradient, ...scalars]);
    for (const { name, type, shape, data } of [...ofAdams, ...this.#results]) {
      fetches[name] = toOrtTensor(type, data, shape);
    }
    await this.#session.run(feeds, fetches);
    for (const { variable, data } of written) writeVariable(this.#backend, variable, data);
    for (const adam of this.#adams) this.#adam(adam);
    return Object.fromEntries(
      this.#results.map(({ key, data }) => [key, Float32Array.from(data as Float32Array)]),
    );
  }

  #adam({ beta1, beta2, gradient, scalars, ...variables }: AdamProgram): void {
    const read = (variable: Variable) => readVariable(this.#backend, variable) as Float32Array;
    const writable = (variable: Variable) => writableArray(this.#backend, variable) as Float32Array;
    const { variable, mean, variance } = variables;
    const after = {
      variable: writable(variable),
      mean: writable(mean),
      variance: writable(variance),
    };
    const numbers = Object.fromEntries(
      scalars.map(({ scalar, data }) => [scalar, Number(data[0])]),
    );
    const { factor = 1, stepSize = 0, guard = 0, shrink = 1 } = numbers;
    adamStep({
      before: { variable: read(variable), mean: read(mean), variance: read(variance) },
      after,
      gradient: gradient[0]?.data as Float32Array,
      ...{ beta1, beta2, factor, stepSize, guard, shrink },
    });
    writeVariable(this.#backend, variable, after.variable);
    writeVariable(this.#backend, mean, after.mean);
    writeVariable(this.#backend, variance, after.variance);
  }

  dispose(): void {
    this.#session.dispose();
  }
}

/** Adam's step for one variable, which runs after the session. */
interface AdamProgram
  extends Pick<TracedAdam, 'variable' | 'mean' | 'variance' | 'beta1' | 'beta2'> {
  readonly gradient: readonly (Slot & { readonly data: ElementArray })[];
  readonly scalars: readonly (Slot & {
    readonly scalar: AdamScalar;
    readonly data: ElementArray;
  })[];
}

/** Adds fields to a slot; without a slot, the list is empty. */
function withInput<Extra>(slot: Slot | undefined, extra: Extra): (Slot & Extra)[] {
  return slot === undefined ? [] : [{ ...slot, ...extra }];
}

function allocate(value: Placement): ElementArray {
  return elementTypes[value.type].allocate(sizeOf(value.shape));
}

/** onnxruntime-node rejects shared memory. */
function unshared(data: Int32Array | Float32Array): ElementArray {
  return data.buffer instanceof ArrayBuffer ? data : data.slice();
}

function missingArray(name: string): OnnxBackendError {
  return new OnnxBackendError('bad-batch', `a batch lacks its array '${name}'`);
}
