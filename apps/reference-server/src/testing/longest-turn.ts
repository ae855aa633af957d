import { setTimeout as sleep } from 'node:timers/promises';
import { watchTurns } from '../../../../testing/turn-watch.mjs';

const SETTLE_MS = 20;

/** The longest time in milliseconds for which this thread's event loop was held while something ran. */
export async function longestTurn<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly lag: number; readonly result: Result }> {
  const turns = watchTurns();
  await sleep(SETTLE_MS);
  const result = await run();
  await sleep(SETTLE_MS);
  turns.stop();
  return { lag: turns.longest(), result };
}
