import type { EngineName } from '@org/engine';

/** The options of an epoch, for both sides. */
export interface EpochOptions {
  /** The engine of ours. Default `onnx`. */
  readonly engine?: EngineName;
  /** The data file: one `user item` per line, in time order. */
  readonly file: string;
  readonly length: number;
  readonly batch: number;
  readonly hidden: number;
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
  readonly maskRatio: number;
  readonly epochs: number;
  readonly threads: number;
  /** The number of users to read, for a quick check. Default: all. */
  readonly users?: number;
  readonly microBatchRows?: number;
}

/** The output of a side's process. */
export interface EpochRun {
  /** Wall time of each epoch. */
  readonly seconds: readonly number[];
  /** Processor time of all threads in each epoch, including busy waiting. */
  readonly cpuSeconds: readonly number[];
  /** Training sequences per epoch. */
  readonly sequences: number;
  readonly steps: number;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}
