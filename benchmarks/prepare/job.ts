/** What a side's process is told. */
export interface PrepareJob {
  readonly file: string;
  /** Empty, for what the side writes. */
  readonly directory: string;
  readonly ids: 'string' | 'integer';
  /** Of ours: its own reader of CSV, or DuckDB's. */
  readonly format: 'csv' | 'duckdb';
}

/** What it prints. */
export interface PrepareRun {
  /** From the start of the process. */
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
