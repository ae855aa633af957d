import { onReaderGone } from './streams.js';

/** What ends a command from outside: a signal, or, as a closed pipe would do by SIGPIPE, a stderr that nobody reads. */
export type Interrupt = 'SIGHUP' | 'SIGINT' | 'SIGPIPE' | 'SIGTERM';

const signalNumbers: Readonly<Record<Interrupt, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** 128 and the number of the signal: what a shell reports of a command that a signal ended. */
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
 * Calls a handler for the first interrupt, and another for the second Ctrl-C or SIGTERM: a terminal that was closed, or a
 * reader that is gone, may make itself felt more than once. Returns how to stop listening.
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

/** Whether a person or a program means this process, and may mean it again. */
function isAsked(interrupt: Interrupt): boolean {
  return interrupt === 'SIGINT' || interrupt === 'SIGTERM';
}
