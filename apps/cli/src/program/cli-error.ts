import { type Interrupt, interruptedExitCode } from './interrupt.js';

export type CliErrorCode =
  /** The command line or the configuration file is wrong. */
  | 'usage'
  /** A file, an artifact or an engine is wrong. */
  | 'failure'
  /** The command was interrupted before it had a result. */
  | Interrupt;

/** One sentence for the person at the terminal: what is wrong, where, and what to do. */
export class CliError extends Error {
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
  }

  /** 2 for a wrong command line, 1 for a failure, 128 + the number of the signal for an interrupt. */
  get exitCode(): number {
    if (this.code === 'usage') return 2;
    return this.code === 'failure' ? 1 : interruptedExitCode(this.code);
  }
}

/** Runs a function that reads a value of the command line; what it throws is a wrong command line. */
export function asUsage<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new CliError('usage', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
