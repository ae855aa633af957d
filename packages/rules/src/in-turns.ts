import type { Pause } from './pause.js';

/** Milliseconds of work between two pauses. */
const SLICE_MS = 5;

/** Goes through steps to their result, with pauses in between where they take long. */
export async function inTurns<Result>(
  steps: Generator<void, Result>,
  pause: Pause | undefined,
): Promise<Result> {
  let start = Date.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (pause === undefined || Date.now() - start < SLICE_MS) continue;
    await pause();
    start = Date.now();
  }
}
