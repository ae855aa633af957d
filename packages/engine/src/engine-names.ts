/** Engines, best first: the order in which `auto` tries them. Importing this file loads nothing else. */
export const ENGINE_NAMES = ['node-gpu', 'onnx', 'node', 'wasm', 'cpu'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];
