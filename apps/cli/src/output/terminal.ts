import picocolors from 'picocolors';
import { messageInFlags } from '../config/spell-flags.js';

export interface TerminalOptions {
  /** The result as one JSON document on stdout. */
  readonly json?: boolean;
  /** Stack traces, engine notes. */
  readonly verbose?: boolean;
  readonly color?: boolean;
}

type Style = ReturnType<typeof picocolors.createColors>;

/**
 * All output of the program. Progress goes to stderr, results go to stdout: as text, or with `--json` as one JSON document;
 * the text then goes to stderr too. Only a terminal gets escape codes, and NO_COLOR turns colours off.
 */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Whether stderr is a terminal that supports redrawing. */
  readonly interactive: boolean;
  /** For `print`. */
  readonly style: Style;
  /** For `show`. */
  readonly resultStyle: Style;

  constructor(options: TerminalOptions = {}) {
    this.json = options.json ?? false;
    this.verbose = options.verbose ?? false;
    this.interactive = isTerminal(process.stderr);
    const color = (options.color ?? true) && !process.env.NO_COLOR;
    this.style = picocolors.createColors(color && this.interactive);
    this.resultStyle = picocolors.createColors(color && isTerminal(this.#resultStream));
  }

  get columns(): number {
    return process.stderr.columns ?? 100;
  }

  /** Prints lines about progress. */
  print(text = ''): void {
    process.stderr.write(`${text}\n`);
  }

  /** Prints the same, dimmed. */
  note(text: string): void {
    this.print(this.style.dim(text));
  }

  warn(text: string): void {
    this.print(`${this.style.yellow('warning:')} ${text}`);
  }

  /** Prints lines of the result, for people. */
  show(text = ''): void {
    this.#resultStream.write(`${text}\n`);
  }

  /** Prints the result for programs, with `--json` only. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Prints the error's sentence, and with `--verbose` its stack and causes. */
  error(error: unknown): void {
    this.print(`${this.style.red('error:')} ${messageInFlags(error)}`);
    if (!this.verbose) return;
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      this.note(cause.stack ?? cause.message);
    }
  }

  get #resultStream(): NodeJS.WriteStream {
    return this.json ? process.stderr : process.stdout;
  }
}

function isTerminal(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb';
}
