import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-common';
import type { SyncSession } from './sync-session.js';
import { type CallMemory, check, type WasmModule, withMemory } from './wasm-module.js';

/** Names of element types with their numbers in the ONNX format: those that have an array of numbers. */
const ELEMENT_TYPES: Readonly<Record<string, number>> = {
  ...{ float32: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7 },
  ...{ bool: 9, float64: 11, uint32: 12, uint64: 13 },
};

const OPTIMIZATION_LEVELS = { disabled: 0, basic: 1, extended: 2, layout: 3, all: 99 } as const;
/** Where the data of a tensor is. */
const CPU = 1;

/** A session of ONNX Runtime's WebAssembly, on the processor. */
export class WasmSession implements SyncSession {
  readonly #module: WasmModule;
  #session = 0;
  /** Pointers to the names of inputs and outputs. */
  readonly #inputs = new Map<string, number>();
  readonly #outputs = new Map<string, number>();

  constructor(module: WasmModule) {
    this.#module = module;
  }

  loadModel(
    model: ArrayBufferLike,
    offset: number,
    length: number,
    options: InferenceSession.SessionOptions,
  ): void {
    const module = this.#module;
    withMemory(module, (memory) => {
      const given = newSessionOptions(module, options);
      try {
        addConfigEntries(module, memory, given, options);
        const bytes = memory.bytes(new Uint8Array(model, offset, length));
        this.#session = module._OrtCreateSession(bytes, length, given);
        check(module, this.#session !== 0);
      } finally {
        module._OrtReleaseSessionOptions(given);
      }
      try {
        this.#readNames(memory);
      } catch (error) {
        this.dispose();
        throw error;
      }
    });
  }

  run(
    feeds: Readonly<Record<string, OnnxValue>>,
    fetches: Readonly<Record<string, OnnxValue>>,
  ): void {
    const module = this.#module;
    const tensors: number[] = [];
    withMemory(module, (memory) => {
      try {
        const inputs = Object.entries(feeds).map(([name, value]) => {
          const tensor = value as Tensor;
          const data = memory.bytes(bytesOf(tensor));
          tensors.push(makeTensor(module, memory, tensor, data));
          return pointerOf(this.#inputs, name, 'input');
        });
        const outputs = Object.entries(fetches).map(([name, value]) => {
          const into = bytesOf(value as Tensor);
          const data = memory.allocate(into.byteLength);
          tensors.push(makeTensor(module, memory, value as Tensor, data));
          return { name: pointerOf(this.#outputs, name, 'output'), data, into };
        });
        const names = outputs.map(({ name }) => name);
        const values = memory.numbers(tensors);
        const code = module._OrtRun(
          this.#session,
          memory.numbers(inputs),
          values,
          inputs.length,
          memory.numbers(names),
          names.length,
          values + 4 * inputs.length,
          0,
        );
        check(module, code === 0);
        const { HEAPU8 } = module;
        for (const { data, into } of outputs) {
          into.set(HEAPU8.subarray(data, data + into.byteLength));
        }
      } finally {
        for (const tensor of tensors) module._OrtReleaseTensor(tensor);
      }
    });
  }

  /** This build of ONNX Runtime has no profiler that writes files. */
  endProfiling(): void {}

  dispose(): void {
    if (this.#session === 0) return;
    for (const name of [...this.#inputs.values(), ...this.#outputs.values()]) {
      this.#module._OrtFree(name);
    }
    this.#inputs.clear();
    this.#outputs.clear();
    this.#module._OrtReleaseSession(this.#session);
    this.#session = 0;
  }

  #readNames(memory: CallMemory): void {
    const module = this.#module;
    const place = memory.numbers([0, 0]);
    check(module, module._OrtGetInputOutputCount(this.#session, place, place + 4) === 0);
    const [inputs, outputs] = [memory.read(place, 0), memory.read(place, 1)];
    for (let i = 0; i < inputs + outputs; i += 1) {
      const code = module._OrtGetInputOutputMetadata(this.#session, i, place, place + 4);
      check(module, code === 0);
      const name = memory.read(place, 0);
      module._OrtFree(memory.read(place, 1));
      const names = i < inputs ? this.#inputs : this.#outputs;
      names.set(module.UTF8ToString(name), name);
    }
  }
}

function newSessionOptions(module: WasmModule, options: InferenceSession.SessionOptions): number {
  const made = module._OrtCreateSessionOptions(
    OPTIMIZATION_LEVELS[options.graphOptimizationLevel ?? 'all'],
    options.enableCpuMemArena ?? true,
    options.enableMemPattern ?? true,
    options.executionMode === 'parallel' ? 1 : 0,
    false,
    0,
    0,
    options.logSeverityLevel ?? 2,
    0,
    0,
  );
  check(module, made !== 0);
  return made;
}

function addConfigEntries(
  module: WasmModule,
  memory: CallMemory,
  to: number,
  { extra = {} }: InferenceSession.SessionOptions,
): void {
  for (const [key, value] of configEntries(extra)) {
    const code = module._OrtAddSessionConfigEntry(to, memory.text(key), memory.text(value));
    check(module, code === 0);
  }
}

/** `{ session: { intra_op: { allow_spinning: '0' } } }` as `session.intra_op.allow_spinning` and `0`. */
function configEntries(options: object, prefix = ''): (readonly [string, string])[] {
  return Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'object'
      ? configEntries(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)] as const],
  );
}

function makeTensor(
  module: WasmModule,
  memory: CallMemory,
  { type, dims, data }: Tensor,
  pointer: number,
): number {
  const element = ELEMENT_TYPES[type];
  if (element === undefined) throw new Error(`a tensor of ${type} cannot be passed to WebAssembly`);
  const { byteLength } = data as Uint8Array;
  const shape = memory.numbers(dims);
  const made = module._OrtCreateTensor(element, pointer, byteLength, shape, dims.length, CPU);
  check(module, made !== 0);
  return made;
}

function bytesOf({ data }: Tensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function pointerOf(names: ReadonlyMap<string, number>, name: string, kind: string): number {
  const pointer = names.get(name);
  if (pointer === undefined) throw new Error(`the model has no ${kind} '${name}'`);
  return pointer;
}
