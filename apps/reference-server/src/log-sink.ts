import { fstatSync, write } from 'node:fs';

export interface LogSinkOptions {
  /** Characters that may wait; lines beyond them are dropped. Default 1,000,000. */
  readonly limit?: number;
  /** Called with the number of lines that were dropped. */
  readonly onDrop: (lines: number) => void;
}

/** Where log lines go. */
export interface LogSink {
  /** Takes one line, its end included. Never blocks and never throws. */
  write(line: string): void;
  /** Waits until all lines are written, and no longer than `ms`. */
  flush(ms: number): Promise<void>;
}

type Write = (text: string, done: (error?: Error | null) => void) => void;

/**
 * Writes log lines without ever holding up what is logged: lines are kept in memory while the last ones are written.
 * Where nobody reads them, or the disk is full, they are dropped and counted.
 */
export function createLogSink(
  output: Write,
  { limit = 1_000_000, onDrop }: LogSinkOptions,
): LogSink {
  let waiting = '';
  let writing = false;
  let idle: (() => void)[] = [];

  const drop = (text: string) => onDrop(text.split('\n').length - 1);
  const next = () => {
    if (waiting === '') {
      writing = false;
      for (const resolve of idle) resolve();
      idle = [];
      return;
    }
    writing = true;
    const text = waiting;
    waiting = '';
    output(text, (error) => {
      if (error) drop(text);
      next();
    });
  };

  return {
    write(line) {
      if (waiting.length + line.length > limit) {
        drop(line);
        return;
      }
      waiting += line;
      if (writing) return;
      writing = true;
      // All lines of one turn of the event loop are written at once.
      setImmediate(next);
    },
    async flush(ms) {
      if (!writing) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        idle.push(resolve);
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    },
  };
}

/** The standard output, as {@link createLogSink} needs it. */
export function standardOutput(): Write {
  // As BigInt, since Node's realpath reads the last stat of numbers: after that of a pipe, imports resolve no links.
  if (fstatSync(1, { bigint: true }).isFile())
    return (text, done) => writeWhole(Buffer.from(text), done);
  // Errors reach the callback of each write, too.
  process.stdout.on('error', () => {});
  return (text, done) => {
    process.stdout.write(text, done);
  };
}

/** `process.stdout` blocks when it is a file; this does not. A disk that fills up takes a part of what it is given. */
function writeWhole(bytes: Buffer, done: (error?: Error | null) => void): void {
  write(1, bytes, (error, written) => {
    if (error !== null || written === bytes.length) done(error);
    else writeWhole(bytes.subarray(written), done);
  });
}
