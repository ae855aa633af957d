/** What both sides are given. */
export interface TextOptions {
  /** The folder of the model. */
  readonly model: string;
  /** A JSON file of a list of texts. */
  readonly texts: string;
  readonly threads: number;
  readonly maxTokens: number;
  /** Where the vectors go, as float32. */
  readonly vectors: string;
}

/** What one run says. */
export interface TextRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}
