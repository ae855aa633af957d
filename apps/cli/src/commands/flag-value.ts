import { InvalidArgumentError } from 'commander';

/** Names with commas between, added to those of earlier uses of the flag. */
export function listed(text: string, before: readonly string[] = []): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It must be names with commas between.');
  return [...before, ...names];
}

/** A whole number of at least 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('It must be a whole number of at least 1.');
}

/** A port, 0 for any that is free. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

/** Any finite number. */
export function realNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}

/** A number above 0. */
export function positiveNumber(text: string): number {
  const value = realNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be above 0.');
}

/** A number above 0 and below 1. */
export function share(text: string): number {
  const value = realNumber(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be between 0 and 1.');
}
