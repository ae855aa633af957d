/** The options of both sides. */
export interface TextOptions {
  /** The folder of the model. */
  readonly model: string;
  /** A JSON file with a list of texts. */
  readonly texts: string;
  readonly threads: number;
  readonly maxTokens: number;
  /** The file to write the vectors to, as float32. */
  readonly vectors: string;
}

/** The output of one run. */
export interface TextRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
  readonly versions: Readonly<Record<string, string>>;
}
