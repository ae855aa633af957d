/** The input of a side's process. */
export interface ScaleJob {
  readonly file: string;
  /** An empty directory for the side's output. */
  readonly directory: string;
  readonly shards: number;
}

/** The output of that process. */
export interface ScaleRun {
  /** Wall time from the start of the process. */
  readonly seconds: number;
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
  /** Events in the result. */
  readonly kept: number;
}
