import type { StepRunner } from '@org/step';
import type { EngineName } from './engine-names.js';

/** The engine that runs. */
export interface Engine {
  readonly name: EngineName;
  /** The name of the TensorFlow.js backend, as `tf.getBackend()` gives it. */
  readonly backend: string;
  /** The npm package that holds it. */
  readonly package: string;
  /** Of that package. */
  readonly version: string;
  /** What it computes on, for people: `CPU, 2 cores`. */
  readonly device: string;
  /** Compiles training steps, where the engine can; without it training runs them eagerly. */
  readonly stepRunner?: StepRunner;
}

/** What is known of one engine on this machine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly package: string;
  /** Of the installed package; absent when it is not installed. */
  readonly version?: string;
  readonly installed: boolean;
  /** Installed, and its native part is there. */
  readonly usable: boolean;
  /** Why it is not usable, in a sentence. */
  readonly reason?: string;
  /** The command that makes it usable. */
  readonly install?: string;
}

export interface EngineOptions {
  /**
   * `import.meta.url` of the app whose dependencies hold the engines. Default: this package's own place, which finds
   * what is installed beside it.
   */
  readonly resolveFrom?: string;
}

export interface StartEngineOptions extends EngineOptions {
  /** Default `'auto'`: the first of {@link ENGINE_NAMES} that starts. A name asks for that one and nothing else. */
  readonly engine?: EngineName | 'auto';
  /**
   * Cores that the engine may use, for several programs beside each other. Only `onnx` can be told; the others ignore
   * it. Default: all.
   */
  readonly threads?: number;
}
