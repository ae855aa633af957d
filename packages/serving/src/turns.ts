/** Those that wait for a turn, the first first. */
const waiting: (() => void)[] = [];

/**
 * Resolves in a later turn of the event loop, in which nobody else who waits here goes on.
 *
 * Long work in slices of a few milliseconds calls this between two slices. Node runs all callbacks of `setImmediate` that
 * wait in one turn, so without this the slices of many requests would hold up others as long as work without slices.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
