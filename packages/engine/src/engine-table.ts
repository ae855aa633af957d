import type { EngineName } from './engine-names.js';

/** The definition of one engine. */
export interface EngineEntry {
  readonly name: EngineName;
  /** The npm package that registers the backend when it is loaded. */
  readonly package: string;
  /** The backend's name in TensorFlow.js. */
  readonly backend: string;
  /** The command that makes it usable, in a clone of the toolkit and in any other project. */
  readonly install: string;
  /** An import that a bundler may follow. Without it, the package is looked up by name when the engine starts. */
  readonly load?: () => Promise<object>;
  /** Whether the package has a native part that its install script downloads or builds. */
  readonly native: boolean;
  /** The execution provider of ONNX Runtime. */
  readonly provider?: 'cuda';
}

/**
 * Every engine, fastest first: a BERT4Rec training step takes `onnx` 0.10 s of processor time, `wasm` 0.31 s and `cpu`
 * 7.8 s (`training-step.bench.ts`); ONNX Runtime multiplies matrices three times as fast as the libtensorflow of
 * `node`.
 */
export const ENGINES: readonly EngineEntry[] = [
  {
    name: 'node-gpu',
    package: '@tensorflow/tfjs-node-gpu',
    backend: 'tensorflow',
    install: 'pnpm setup:gpu (elsewhere: npm install @tensorflow/tfjs-node-gpu)',
    native: true,
  },
  {
    name: 'onnx',
    package: '@org/tfjs-onnx',
    backend: 'onnx',
    install: 'npm install @org/tfjs-onnx',
    load: () => import('@org/tfjs-onnx'),
    native: false,
  },
  {
    name: 'node',
    package: '@tensorflow/tfjs-node',
    backend: 'tensorflow',
    install: 'pnpm setup:node (elsewhere: npm install @tensorflow/tfjs-node)',
    native: true,
  },
  {
    name: 'wasm',
    package: '@tensorflow/tfjs-backend-wasm',
    backend: 'wasm',
    install: 'npm install @tensorflow/tfjs-backend-wasm',
    load: () => import('@tensorflow/tfjs-backend-wasm'),
    native: false,
  },
  {
    name: 'cpu',
    package: '@tensorflow/tfjs-backend-cpu',
    backend: 'cpu',
    install: 'npm install @tensorflow/tfjs-backend-cpu',
    load: () => import('@tensorflow/tfjs-backend-cpu'),
    native: false,
  },
  {
    name: 'onnx-cuda',
    package: '@org/tfjs-onnx',
    backend: 'onnx',
    install:
      'pnpm setup:cuda (elsewhere: npm install onnxruntime-node, whose install script downloads the provider)',
    load: () => import('@org/tfjs-onnx'),
    native: false,
    provider: 'cuda',
  },
];
