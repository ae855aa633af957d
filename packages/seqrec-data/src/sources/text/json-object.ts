import { type ExternalId, isExternalId } from '../interaction.js';
import {
  FieldError,
  type IdType,
  integerId,
  isTime,
  noId,
  noTime,
  quote,
  type TimestampReader,
} from './field.js';
import { LongNumber, parseJson } from './json-text.js';

/** The object on a line of JSON Lines. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function readJsonObject(line: string): JsonObject {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FieldError(`not JSON: ${quote(line)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`expected a JSON object, got ${quote(line)}`);
  }
  return value as JsonObject;
}

/**
 * By default an id has its JSON type. With `'string'` numbers become texts, digit by digit; with `'integer'` texts become
 * numbers.
 */
export function jsonId(value: unknown, key: string, ids: IdType | undefined): ExternalId {
  if (ids === 'integer' && typeof value === 'string') return integerId(value, key);
  if (ids === 'string' && (typeof value === 'number' || value instanceof LongNumber)) {
    // -0 has no text of its own.
    if (Number.isFinite(Number(value))) return String(value === 0 ? 0 : value);
  }
  // -0 becomes 0.
  if (value === 0) return 0;
  if (isExternalId(value)) return value;
  if (typeof value === 'number' || value instanceof LongNumber) throw noId(String(value), key);
  throw new FieldError(`${key} is not an id (a text or a whole number): ${show(value)}`);
}

export function jsonTimestamp(value: unknown, times: TimestampReader, key: string): number {
  if (typeof value === 'string') return times.read(value, key);
  if (value instanceof LongNumber) return times.read(value.text, key);
  if (typeof value === 'number') {
    if (times.type === 'number' && isTime(value)) return value + 0;
    return times.read(String(value), key);
  }
  throw noTime(key, show(value));
}

/** A number; undefined where it is missing or null. */
export function jsonValue(value: unknown, key: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  if (value instanceof LongNumber) return Number(value.text);
  throw new FieldError(`${key} is not a number: ${show(value)}`);
}

export function jsonFlag(value: unknown, key: string): boolean {
  if (value === true || value === 1) return true;
  if (value === undefined || value === null || value === false || value === 0) return false;
  throw new FieldError(`${key} is none of 0, 1, true, false: ${show(value)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : quote(JSON.stringify(value));
}
