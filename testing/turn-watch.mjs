import { readFileSync } from 'node:fs';

/**
 * Watches how long the event loop of this thread is held at a time.
 *
 * Linux counts the processor time of each thread, which leaves out the time that other programs had the core. Elsewhere
 * it is wall time.
 */
export function watchTurns() {
  let last = threadMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  timer.unref();
  return {
    longest: () => longest,
    reset() {
      longest = 0;
      last = threadMs();
    },
    stop: () => clearInterval(timer),
  };
}

/** Processor time of this thread so far in milliseconds, or the time where the system does not tell it. */
function threadMs() {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
