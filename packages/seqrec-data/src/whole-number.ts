import { SeqrecDataError } from './error.js';

/** Throws unless `value` is a whole number of at least `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new SeqrecDataError(
    'invalid-option',
    `${name} is a whole number of at least ${least}, got ${value}`,
  );
}
