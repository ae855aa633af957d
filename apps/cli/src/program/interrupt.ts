import { onReaderGone } from './streams.js';

/** An event that ends a command: a signal, or a stderr without a reader, which counts as SIGPIPE. */
export type Interrupt = 'SIGHUP' | 'SIGINT' | 'SIGPIPE' | 'SIGTERM';

const signalNumbers: Readonly<Record<Interrupt, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** 128 + the number of the signal, as a shell reports a command that a signal ended. */
export function interruptedExitCode(interrupt: Interrupt): number {
  return 128 + signalNumbers[interrupt];
}

export interface InterruptHandlers {
  readonly first: (interrupt: Interrupt) => void;
  readonly second: (interrupt: Interrupt) => void;
}

/**
 * npx and pnpm pass on the signal that the terminal has already sent to every process of the group, so one Ctrl-C
 * arrives several times at once.
 */
const sameKeyPress = 500;

/**
 * Calls a handler for the first interrupt, and another for the second Ctrl-C or SIGTERM: several events may report a
 * closed terminal or a lost reader. Returns a function that stops listening.
 */
export function onInterrupt(
  { first, second }: InterruptHandlers,
  now: () => number = Date.now,
): () => void {
  let firstAt: number | undefined;
  const listener = (interrupt: Interrupt) => {
    if (firstAt === undefined) {
      firstAt = now();
      first(interrupt);
    } else if (isAsked(interrupt) && now() - firstAt > sameKeyPress) {
      second(interrupt);
    }
  };
  const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, listener);
  const stopWatching = onReaderGone(process.stderr, () => listener('SIGPIPE'));
  return () => {
    for (const signal of signals) process.off(signal, listener);
    stopWatching();
  };
}

/** Whether a person or a program sent it on purpose, and may send it again. */
function isAsked(interrupt: Interrupt): boolean {
  return interrupt === 'SIGINT' || interrupt === 'SIGTERM';
}
