/** Runs work that yields now and then, without a pause. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Runs work that yields now and then, and pauses at each yield, so that others have their turn. */
export async function inTurns<Result>(
  steps: Generator<void, Result>,
  pause: () => Promise<unknown>,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause();
  }
}
