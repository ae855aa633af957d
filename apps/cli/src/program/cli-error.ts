export type CliErrorCode =
  /** The command line or the configuration file is wrong. */
  | 'usage'
  /** Something outside is: a file, an artifact, an engine. */
  | 'failure';

/** One sentence for the person at the terminal: what is wrong, where, and what to do. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
  }

  /** 2 for a wrong command line, 1 for a failure. */
  get exitCode(): number {
    return this.code === 'usage' ? 2 : 1;
  }
}
