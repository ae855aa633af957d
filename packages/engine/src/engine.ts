import type { StepRunner } from '@org/step';
import type { EngineName } from './engine-names.js';

/** A started engine. */
export interface Engine {
  readonly name: EngineName;
  /** The name of the TensorFlow.js backend, as `tf.getBackend()` gives it. */
  readonly backend: string;
  /** The npm package that holds it. */
  readonly package: string;
  /** The version of that package. */
  readonly version: string;
  /** The device, for people, e.g. `CPU, 2 cores`. */
  readonly device: string;
  /** Compiles training steps, if the engine can. Without it, training runs them eagerly. */
  readonly stepRunner?: StepRunner;
}

/** The state of one engine on this machine. */
export interface EngineReport {
  readonly name: EngineName;
  readonly package: string;
  /** The version of the package on disk or in the app's own file; absent if there is neither. */
  readonly version?: string;
  readonly installed: boolean;
  /** Whether it is installed, with its native part. */
  readonly usable: boolean;
  /** Why it is not usable. */
  readonly reason?: string;
  /** The command that makes it usable. */
  readonly install?: string;
}

export interface EngineOptions {
  /**
   * `import.meta.url` of the app whose dependencies hold the engines. Default: this package, which finds engines that
   * are installed beside it.
   */
  readonly resolveFrom?: string;
}

export interface StartEngineOptions extends EngineOptions {
  /** Default `'auto'`: the first of {@link ENGINE_NAMES} that starts. A name starts only that engine. */
  readonly engine?: EngineName | 'auto';
  /**
   * The most cores that the engine may use, so that several programs can share the machine. Only `onnx` supports it;
   * the others ignore it. Default: all.
   */
  readonly threads?: number;
}
