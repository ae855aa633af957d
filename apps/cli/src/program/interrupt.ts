export interface InterruptHandlers {
  readonly first: () => void;
  readonly second: () => void;
}

/** 128 + SIGINT, what a shell expects of a command that Ctrl-C ended. */
export const interruptedExitCode = 130;

/**
 * npx and pnpm pass on the signal that the terminal has already sent to every process of the group, so one Ctrl-C
 * arrives several times at once.
 */
const sameKeyPress = 500;

/** Calls a handler for the first and for the second Ctrl-C (or SIGTERM); returns how to stop listening. */
export function onInterrupt(
  { first, second }: InterruptHandlers,
  now: () => number = Date.now,
): () => void {
  let firstAt: number | undefined;
  const listener = () => {
    if (firstAt === undefined) {
      firstAt = now();
      first();
    } else if (now() - firstAt > sameKeyPress) {
      second();
    }
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}
