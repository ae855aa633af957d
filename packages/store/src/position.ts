import { StoreError } from './error.js';
import type { Position } from './store-backend.js';

/** A position as text, which callers pass to get the next page. */
export function formatPosition({ time, arrival }: Position): string {
  return `${time}_${arrival}`;
}

/** @throws StoreError `invalid-option`. */
export function parsePosition(text: string): Position {
  const [, time, arrival] = /^(-?\d{1,16})_(\d{1,16})$/.exec(text) ?? [];
  const position = { time: Number(time), arrival: Number(arrival) };
  if (Number.isSafeInteger(position.time) && Number.isSafeInteger(position.arrival)) {
    return position;
  }
  throw new StoreError(
    'invalid-option',
    `after: expected the \`next\` of a page, got ${JSON.stringify(text.slice(0, 40))}`,
  );
}
