import {
  type BackendValues,
  backend_util,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type NamedTensorInfoMap,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { computeOnCpu } from './cpu-fallback.js';
import { OnnxBackendError } from './errors.js';
import { type ElementArray, elementTypes } from './graph/element-type.js';
import { type Shape, sizeOf } from './graph/shape.js';
import { slicedRows } from './graph/sliced-rows.js';
import { recordingKernel, Value } from './graph/value.js';
import type { KernelForm } from './kernels/kernel.js';
import { elementTypeOf } from './kernels/shaping.js';
import { reshape } from './ops/shape-ops.js';
import { PendingGraph } from './pending-graph.js';
import type { RuntimeOptions } from './runtime/runtime-options.js';
import { StringRanks } from './string-tensors.js';
import type { TensorContent, TensorEntry } from './tensor-entry.js';
import type { Trace } from './trace.js';

export interface OnnxBackendOptions extends RuntimeOptions {
  /**
   * About how many bytes of memory cached sessions may keep. Beyond it, the backend releases the least recently used
   * sessions. Default 256 MiB.
   */
  readonly cachedBytes?: number;
}

/**
 * The TensorFlow.js backend `onnx`. Its kernels compute nothing: each adds nodes to a graph. When data is read, one
 * onnxruntime session computes everything that is pending and still referenced.
 */
export class OnnxBackend extends KernelBackend {
  readonly options: OnnxBackendOptions;
  readonly #entries: DataStorage<TensorEntry>;
  readonly #pending: PendingGraph;
  #trace: Trace | undefined;

  constructor(options: OnnxBackendOptions = {}) {
    super();
    this.options = options;
    this.#entries = new DataStorage(this, engine());
    this.#pending = new PendingGraph(options, options.cachedBytes ?? 2 ** 28);
  }

  // Recording

  /** Adds the nodes of a kernel to the graph. */
  record(
    kernel: string,
    form: KernelForm,
    inputs: Readonly<Record<string, TensorInfo | undefined>> | readonly TensorInfo[],
    attributes: object,
  ): TensorInfo | TensorInfo[] {
    const tensors = Object.values(inputs).filter((input) => input !== undefined && input !== null);
    if (tensors.some(({ dtype }) => dtype === 'string')) {
      return this.#computeOnStrings(kernel, form, inputs, attributes);
    }
    if (
      [...tensors, attributes as { dtype?: DataType }].some(({ dtype }) => dtype === 'complex64')
    ) {
      return this.computeOnCpu(kernel, inputs as NamedTensorInfoMap, attributes);
    }
    return this.#recordOn(kernel, form, inputs, attributes, (input) => this.value(input));
  }

  /** Runs a kernel immediately on the cpu backend: one without an ONNX form, or any of complex numbers. */
  computeOnCpu(
    kernel: string,
    inputs: NamedTensorInfoMap | readonly TensorInfo[],
    attributes: object,
  ): TensorInfo | TensorInfo[] {
    if (this.#trace !== undefined) {
      throw new OnnxBackendError(
        'missing-kernel',
        `the tfjs kernel '${kernel}' has no ONNX form, so compiled steps and exported models cannot use it; compute it outside of them, or give it a form (see "Add a kernel" in the README of @org/tfjs-onnx)`,
        { kernel },
      );
    }
    return computeOnCpu(kernel, inputs, attributes);
  }

  joinComplex(real: TensorInfo, imag: TensorInfo): TensorInfo {
    const dataId = {};
    const content = {
      kind: 'complex' as const,
      real: this.addValue(this.value(real)).dataId,
      imag: this.addValue(this.value(imag)).dataId,
    };
    this.#entries.set(dataId, { refCount: 1, dtype: 'complex64', content });
    return { dataId, shape: [...real.shape], dtype: 'complex64' };
  }

  complexPart(input: TensorInfo, part: 'real' | 'imag'): TensorInfo {
    const { content } = this.#entries.get(input.dataId);
    if (content.kind !== 'complex') return this.addValue(this.value(input));
    return this.addValue(
      this.value({ dataId: content[part], shape: input.shape, dtype: 'float32' }),
    );
  }

  #recordOn(
    kernel: string,
    form: KernelForm,
    inputs: Readonly<Record<string, TensorInfo | undefined>> | readonly TensorInfo[],
    attributes: object,
    valueFor: (input: TensorInfo) => Value,
  ): TensorInfo | TensorInfo[] {
    const values = Array.isArray(inputs)
      ? inputs.map(valueFor)
      : Object.fromEntries(
          Object.entries(inputs).map(([name, input]) => [
            name,
            input === undefined || input === null ? undefined : valueFor(input),
          ]),
        );
    const results = recordingKernel(kernel, () => form(values as never, attributes as never));
    this.#limitPending();
    return Array.isArray(results)
      ? results.map((value) => this.addValue(value))
      : this.addValue(results as Value);
  }

  /** Runs a kernel on strings immediately, on their ranks instead of the strings. */
  #computeOnStrings(
    kernel: string,
    form: KernelForm,
    inputs: Readonly<Record<string, TensorInfo | undefined>> | readonly TensorInfo[],
    attributes: object,
  ): TensorInfo | TensorInfo[] {
    const bytesOf = (input: TensorInfo): Uint8Array[] =>
      this.readSync(input.dataId) as Uint8Array[];
    const strings = Object.values(inputs).filter(
      (input): input is TensorInfo => input?.dtype === 'string',
    );
    const ranks = new StringRanks(strings.map(bytesOf));
    const results = this.#recordOn(kernel, form, inputs, attributes, (input) =>
      input.dtype === 'string' ? ranks.encode(bytesOf(input), input.shape) : this.value(input),
    );
    const toStrings = (result: TensorInfo): TensorInfo => {
      if (result.dtype !== 'int32') return result;
      const texts = ranks.decode(this.readSync(result.dataId) as Int32Array);
      this.disposeData(result.dataId);
      return {
        dataId: this.write(texts, result.shape, 'string'),
        shape: result.shape,
        dtype: 'string',
      };
    };
    return Array.isArray(results) ? results.map(toStrings) : toStrings(results);
  }

  /** The graph's value of a tensor, in the tensor's shape: tensors of different shapes may share data. */
  value(info: TensorInfo): Value {
    const { content } = this.#entries.get(info.dataId);
    if (content.kind !== 'value') {
      throw new OnnxBackendError(
        'unsupported-dtype',
        `the onnx backend does not compute with ${info.dtype} tensors; use the cpu backend for them`,
      );
    }
    return reshape(content.value, info.shape);
  }

  /** Makes a tensor for a value of the graph. */
  addValue(value: Value): TensorInfo {
    const dtype = tfjsDtype(value);
    const shape = [...value.shape];
    const known = this.#knownData(value);
    const kept = known === undefined ? value : new Value(value, { data: known });
    if (known !== undefined) this.#pending.countBytes(known.byteLength);
    const dataId = {};
    const entry: TensorEntry = { refCount: 1, dtype, content: { kind: 'value', value: kept } };
    this.#entries.set(dataId, entry);
    if (kept.node !== undefined) this.#pending.add(entry);
    return { dataId, shape, dtype };
  }

  /** The numbers of a value that needs no session; undefined for one that is computed with others, or has its numbers. */
  #knownData(value: Value): ElementArray | undefined {
    if (value.literal) return value.data;
    if (value.data !== undefined) return undefined;
    if (sizeOf(value.shape) === 0) return elementTypes[value.type].allocate(0);
    // In a trace, the numbers may be others in the next run.
    // A trace keeps the slice: an exported model computes where it begins and ends from the sizes of its inputs.
    return this.#trace === undefined ? slicedRows(value) : undefined;
  }

  /** Makes a second tensor with the same data, possibly in another shape. */
  alias(info: TensorInfo, shape: Shape): TensorInfo {
    this.#entries.get(info.dataId).refCount += 1;
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  // Tracing, for compiled steps and exports

  /** Computes what is pending, then runs `body`; `trace` may refuse reads and random draws. */
  tracing<Result>(trace: Trace, body: () => Result): Result {
    this.flush();
    this.#trace = trace;
    try {
      return body();
    } finally {
      this.#trace = undefined;
    }
  }

  /** The current content of a data id. */
  contentOf(dataId: DataId): TensorContent {
    return this.#entries.get(dataId).content;
  }

  entryOf(dataId: DataId): TensorEntry {
    return this.#entries.get(dataId);
  }

  /** Replaces the content of an entry with computed data. */
  settle(entry: TensorEntry, data: ElementArray, shape: Shape, reused: boolean): void {
    const type = elementTypeOf(entry.dtype);
    entry.content = { kind: 'value', value: new Value({ type, shape }, { data }), reused };
    this.#pending.delete(entry);
  }

  /** Forgets pending values, which belong to a finished trace. */
  dropPending(): void {
    this.#pending.clear();
  }

  // Computing

  /** Computes every pending tensor that is still referenced. */
  flush(): void {
    this.#pending.compute();
  }

  #limitPending(): void {
    if (this.#trace === undefined && this.#pending.isTooLarge) this.flush();
  }

  // The methods that tfjs calls

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    this.#trace?.checkWrite();
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    this.#entries.set(dataId, { refCount, dtype, content: this.#contentFor(values, shape, dtype) });
    this.#limitPending();
  }

  #contentFor(values: BackendValues, shape: Shape, dtype: DataType): TensorContent {
    if (dtype === 'string') return { kind: 'strings', bytes: values as Uint8Array[] };
    if (dtype === 'complex64') {
      const parts = values as unknown as { real: Float32Array; imag: Float32Array } | undefined;
      const partShape = [...shape];
      return {
        kind: 'complex',
        real: this.write(parts?.real ?? new Float32Array(sizeOf(shape)), partShape, 'float32'),
        imag: this.write(parts?.imag ?? new Float32Array(sizeOf(shape)), partShape, 'float32'),
      };
    }
    const type = elementTypeOf(dtype);
    // A copy, because the caller may change the array long before the graph is computed.
    const data = elementTypes[type].allocate(sizeOf(shape));
    (data as Float32Array).set(values as Float32Array);
    this.#pending.countBytes(data.byteLength);
    return { kind: 'value', value: new Value({ type, shape: [...shape] }, { data }) };
  }

  override readSync(dataId: DataId): BackendValues {
    const { content } = this.#entries.get(dataId);
    this.#trace?.checkRead();
    if (content.kind === 'strings') return content.bytes;
    if (content.kind === 'complex') {
      return backend_util.mergeRealAndImagArrays(
        this.readSync(content.real) as Float32Array,
        this.readSync(content.imag) as Float32Array,
      );
    }
    if (content.value.data === undefined) this.#pending.compute(content.value);
    return this.#settledData(dataId);
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  #settledData(dataId: DataId): BackendValues {
    const { content } = this.#entries.get(dataId);
    const data = content.kind === 'value' ? content.value.data : undefined;
    if (content.kind !== 'value' || data === undefined) {
      throw new OnnxBackendError('session-failed', 'a tensor was not computed when it was read');
    }
    return (content.reused === true ? data.slice() : data) as BackendValues;
  }

  override refCount(dataId: DataId): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).refCount : 0;
  }

  /** tfjs calls this only when a variable is created or assigned. */
  override incRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    entry.refCount += 1;
    this.#pending.markVariable(entry);
    this.#trace?.variableSet?.(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.refCount -= 1;
    if (!force && entry.refCount > 0) return false;
    const { content } = entry;
    if (content.kind === 'complex') {
      this.disposeData(content.real, force);
      this.disposeData(content.imag, force);
    }
    const stepEnds = this.#trace === undefined && this.#pending.endsStep(entry);
    this.#pending.delete(entry);
    this.#entries.delete(dataId);
    if (stepEnds) this.flush();
    return true;
  }

  override numDataIds(): number {
    return this.#entries.numDataIds();
  }

  override memory(): { unreliable: boolean; reasons?: string[] } {
    return { unreliable: false };
  }

  override async time(body: () => void): Promise<{ kernelMs: number }> {
    this.flush();
    const start = util.now();
    body();
    this.flush();
    return { kernelMs: util.now() - start };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.#pending.dispose();
  }
}

function tfjsDtype(value: Value): DataType {
  if (value.type === 'float32' || value.type === 'int32' || value.type === 'bool')
    return value.type;
  throw new OnnxBackendError(
    'unsupported-dtype',
    `a kernel gave tfjs a value of type ${value.type}`,
  );
}
