import picocolors from 'picocolors';

export interface TerminalOptions {
  /** The result as one JSON document on stdout. */
  readonly json?: boolean;
  /** Stack traces, engine notes. */
  readonly verbose?: boolean;
  readonly color?: boolean;
}

type Style = ReturnType<typeof picocolors.createColors>;

/**
 * Everything the program shows. What it is doing goes to stderr, results go to stdout: as text for people, or with
 * `--json` as one JSON document, the text then going to stderr too. Escape codes go to a terminal only, and colours
 * never when NO_COLOR is set.
 */
export class Terminal {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Whether stderr is a terminal that can be drawn on. */
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

  /** A line, or several, about what is being done. */
  print(text = ''): void {
    process.stderr.write(`${text}\n`);
  }

  /** The same, dimmed. */
  note(text: string): void {
    this.print(this.style.dim(text));
  }

  warn(text: string): void {
    this.print(`${this.style.yellow('warning:')} ${text}`);
  }

  /** A line, or several, of the result, for people. */
  show(text = ''): void {
    this.#resultStream.write(`${text}\n`);
  }

  /** The result for programs; printed with `--json` only. */
  result(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** The error's sentence; its stack and causes with `--verbose` only. */
  error(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.print(`${this.style.red('error:')} ${message}`);
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
