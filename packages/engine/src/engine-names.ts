/**
 * Engines, best first: the order in which `auto` tries them. `onnx-cuda` is last, because it was never run on a GPU, so it
 * is chosen only by name. Importing this file loads nothing else.
 */
export const ENGINE_NAMES = ['node-gpu', 'onnx', 'node', 'wasm', 'cpu', 'onnx-cuda'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];
