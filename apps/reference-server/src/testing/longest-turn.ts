import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const SETTLE_MS = 20;

/**
 * The longest time in milliseconds for which this thread's event loop was held while something ran.
 *
 * Linux counts the processor time of each thread, which leaves out the time that other programs had the core. Elsewhere it
 * is wall time.
 */
export async function longestTurn<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly lag: number; readonly result: Result }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const [start] = [processorMs()];
  let last = start;
  let longest = 0;
  const look = () => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  delay.enable();
  await sleep(SETTLE_MS);
  const result = await run();
  await sleep(SETTLE_MS);
  delay.disable();
  clearInterval(timer);
  return { lag: Number.isNaN(start) ? delay.max / 1e6 : longest, result };
}

/** Processor time of this thread so far, in milliseconds; NaN where the system does not tell. */
function processorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}
