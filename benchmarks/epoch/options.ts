/** What an epoch is made of, for both sides. */
export interface EpochOptions {
  /** The data: `user item` a line, in time order. */
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
  /** Of the data, for a quick look; all without it. */
  readonly users?: number;
  readonly microBatchRows?: number;
}

/** What a side's process prints. */
export interface EpochRun {
  /** Of each epoch. */
  readonly seconds: readonly number[];
  /** Processor time of all threads, waiting in a spin included. */
  readonly cpuSeconds: readonly number[];
  /** Training sequences of an epoch. */
  readonly sequences: number;
  readonly steps: number;
  /** Mean over the epoch. */
  readonly losses: readonly number[];
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}
