/** The WebAssembly of onnxruntime-web as Emscripten wraps it; the package has no types of it. */
declare module 'onnxruntime-web/ort-wasm-simd-threaded.mjs' {
  // biome-ignore lint/style/noDefaultExport: the package exports it so.
  export default function startModule(options: {
    readonly numThreads: number;
    readonly locateFile?: (name: string) => string;
  }): Promise<import('./wasm-module.js').WasmModule>;
}
