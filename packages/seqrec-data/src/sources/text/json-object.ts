import { type ExternalId, isExternalId } from '../interaction.js';
import { FieldError, quote, readTimestamp, type TimestampType } from './field.js';

/** A line of JSON Lines. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function readJsonObject(line: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FieldError(`no JSON: ${quote(line)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`expected a JSON object, got ${quote(line)}`);
  }
  return value as JsonObject;
}

/** In JSON an id is what it is: numbers are numbers and strings strings. */
export function jsonId(value: unknown, key: string): ExternalId {
  if (isExternalId(value)) return value;
  throw new FieldError(`${key} is no id (a text or a whole number): ${show(value)}`);
}

export function jsonTimestamp(value: unknown, type: TimestampType, key: string): number {
  if (typeof value === 'number' && type === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string') return readTimestamp(value, type, key);
  throw new FieldError(
    `${key} is no ${type === 'date' ? 'ISO 8601 date' : 'whole number of at most 2^53'}: ${show(value)}`,
  );
}

/** A number; undefined where there is none or null. */
export function jsonValue(value: unknown, key: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw new FieldError(`${key} is no number: ${show(value)}`);
}

export function jsonFlag(value: unknown, key: string): boolean {
  if (value === true || value === 1) return true;
  if (value === undefined || value === null || value === false || value === 0) return false;
  throw new FieldError(`${key} is none of 0, 1, true, false: ${show(value)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : quote(JSON.stringify(value));
}
