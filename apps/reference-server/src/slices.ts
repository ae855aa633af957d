import { nextTurn } from '@org/serving';
import type { TracedCaller } from './trace.js';

/** After so many milliseconds of work on one request, others have their turn. */
const SLICE_MS = 10;

/** Work on so many elements, such as ids or recommendations, may take milliseconds. */
const LARGE = 500;

export function isLarge(elements: number): boolean {
  return elements >= LARGE;
}

/**
 * Waits for a turn of its own before work on so many elements. Without it, requests that wait for the same thing, such as
 * an answer of the store, would all go on in one turn. Small work goes on at once.
 */
export async function ownTurn(
  elements: number,
  { signal }: Pick<TracedCaller, 'signal'>,
): Promise<void> {
  if (!isLarge(elements)) return;
  await nextTurn();
  signal.throwIfAborted();
}

/** Maps a list one after the other, and lets other requests have their turn where that takes long. */
export async function inSlices<From, To>(
  list: readonly From[],
  map: (from: From, place: number) => To | Promise<To>,
  { signal }: Pick<TracedCaller, 'signal'>,
): Promise<To[]> {
  const mapped: To[] = [];
  // What was done before for the same request counts too.
  if (list.length > 1) await nextTurn();
  let start = performance.now();
  for (const [place, one] of list.entries()) {
    if (performance.now() - start > SLICE_MS) {
      await nextTurn();
      signal.throwIfAborted();
      start = performance.now();
    }
    mapped.push(await map(one, place));
  }
  return mapped;
}
