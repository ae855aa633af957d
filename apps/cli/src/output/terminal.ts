import picocolors from 'picocolors';

export interface TerminalOptions {
  /** The result as one JSON document on stdout. */
  readonly json?: boolean;
  /** Stack traces, engine notes. */
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/**
 * Everything the program shows. People read stderr; stdout carries results: the JSON document of `--json`, or nothing.
 * Escape codes go to a terminal only, and colours never when NO_COLOR is set.
 */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Whether stderr is a terminal that can be drawn on. */
  readonly interactive: boolean;
  readonly style: ReturnType<typeof picocolors.createColors>;

  constructor(options: TerminalOptions = {}) {
    this.json = options.json ?? false;
    this.verbose = options.verbose ?? false;
    this.interactive = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
    const color = (options.color ?? true) && this.interactive && !process.env.NO_COLOR;
    this.style = picocolors.createColors(color);
  }

  get columns(): number {
    return process.stderr.columns ?? 100;
  }

  /** A line, or several, for people. */
  print(text = ''): void {
    process.stderr.write(`${text}\n`);
  }

  /** A line about what is being done, dimmed. */
  note(text: string): void {
    this.print(this.style.dim(text));
  }

  warn(text: string): void {
    this.print(`${this.style.yellow('warning:')} ${text}`);
  }

  /** The command's result for programs; printed only with `--json`. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** The error's sentence; its stack and causes only with `--verbose`. */
  error(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.print(`${this.style.red('error:')} ${message}`);
    if (this.verbose && error instanceof Error) {
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
        this.note(cause.stack ?? cause.message);
      }
    }
  }
}
