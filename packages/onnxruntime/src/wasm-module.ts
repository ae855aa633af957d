/** The functions of ONNX Runtime's WebAssembly that this package calls. A pointer is a number, and 0 is a failure or none. */
export interface WasmModule {
  /** The whole memory. It is another array after the memory grew. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  UTF8ToString(pointer: number): string;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, mostBytes: number): void;

  _OrtInit(threads: number, logLevel: number): number;
  _OrtGetLastError(code: number, message: number): number;
  _OrtCreateSessionOptions(
    graphOptimizationLevel: number,
    enableCpuMemArena: boolean,
    enableMemPattern: boolean,
    executionMode: number,
    enableProfiling: boolean,
    profileFilePrefix: number,
    logId: number,
    logSeverityLevel: number,
    logVerbosityLevel: number,
    optimizedModelFilePath: number,
  ): number;
  _OrtAddSessionConfigEntry(options: number, key: number, value: number): number;
  _OrtReleaseSessionOptions(options: number): number;
  /** Returns a number here; other builds, which wait for a GPU, return a promise. */
  _OrtCreateSession(model: number, bytes: number, options: number): number;
  _OrtReleaseSession(session: number): number;
  _OrtGetInputOutputCount(session: number, inputs: number, outputs: number): number;
  _OrtGetInputOutputMetadata(
    session: number,
    index: number,
    name: number,
    metadata: number,
  ): number;
  _OrtFree(pointer: number): number;
  _OrtCreateTensor(
    type: number,
    data: number,
    bytes: number,
    shape: number,
    rank: number,
    location: number,
  ): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtRun(
    session: number,
    inputNames: number,
    inputs: number,
    inputCount: number,
    outputNames: number,
    outputCount: number,
    outputs: number,
    options: number,
  ): number;
}

const POINTER_BYTES = 4;

/** Memory that a call of WebAssembly reads or writes, and that is freed afterwards. */
export class CallMemory {
  readonly #module: WasmModule;
  readonly #pointers: number[] = [];

  constructor(module: WasmModule) {
    this.#module = module;
  }

  allocate(bytes: number): number {
    const pointer = this.#module._malloc(Math.max(bytes, 1));
    if (pointer === 0) throw new Error(`WebAssembly has no ${bytes} bytes of memory left`);
    this.#pointers.push(pointer);
    return pointer;
  }

  text(text: string): number {
    const bytes = this.#module.lengthBytesUTF8(text) + 1;
    const pointer = this.allocate(bytes);
    this.#module.stringToUTF8(text, pointer, bytes);
    return pointer;
  }

  bytes(bytes: Uint8Array): number {
    const pointer = this.allocate(bytes.byteLength);
    this.#module.HEAPU8.set(bytes, pointer);
    return pointer;
  }

  /** Numbers of 32 bits, pointers among them. */
  numbers(numbers: readonly number[]): number {
    const pointer = this.allocate(numbers.length * POINTER_BYTES);
    this.#module.HEAPU32.set(numbers, pointer / POINTER_BYTES);
    return pointer;
  }

  /** The number at a place that {@link numbers} or ONNX Runtime has filled. */
  read(pointer: number, index = 0): number {
    return this.#module.HEAPU32[pointer / POINTER_BYTES + index] ?? 0;
  }

  free(): void {
    for (const pointer of this.#pointers) this.#module._free(pointer);
    this.#pointers.length = 0;
  }
}

/** Runs `call` with memory that is freed when it ends. */
export function withMemory<Result>(
  module: WasmModule,
  call: (memory: CallMemory) => Result,
): Result {
  const memory = new CallMemory(module);
  try {
    return call(memory);
  } finally {
    memory.free();
  }
}

/** Throws ONNX Runtime's last error unless `succeeded`. */
export function check(module: WasmModule, succeeded: boolean): void {
  if (succeeded) return;
  withMemory(module, (memory) => {
    const place = memory.numbers([0, 0]);
    module._OrtGetLastError(place, place + POINTER_BYTES);
    throw new Error(module.UTF8ToString(memory.read(place, 1)));
  });
}
