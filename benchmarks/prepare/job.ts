/** The input of a side's process. */
export interface PrepareJob {
  readonly file: string;
  /** An empty directory for the side's output. */
  readonly directory: string;
  readonly ids: 'string' | 'integer';
  /** For ours: its own CSV reader, or DuckDB's. */
  readonly format: 'csv' | 'duckdb';
}

/** The output of that process. */
export interface PrepareRun {
  /** Wall time from the start of the process. */
  readonly seconds: number;
  /** Processor time of all threads. */
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
  readonly counts: {
    readonly users: number;
    readonly items: number;
    readonly interactions: number;
  };
  /** SHA-256 of offsets, items, timestamps and values, as little-endian int32, int32, int64 and float32. */
  readonly digest: string;
  readonly versions: Readonly<Record<string, string>>;
}
