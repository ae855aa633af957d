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

/** A line of JSON Lines. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function readJsonObject(line: string): JsonObject {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FieldError(`no JSON: ${quote(line)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FieldError(`expected a JSON object, got ${quote(line)}`);
  }
  return value as JsonObject;
}

/**
 * By default an id is what it is in JSON: numbers are numbers and strings strings. With `'string'` numbers become texts,
 * digit by digit, and with `'integer'` texts become numbers.
 */
export function jsonId(value: unknown, key: string, ids: IdType | undefined): ExternalId {
  if (ids === 'integer' && typeof value === 'string') return integerId(value, key);
  if (ids === 'string' && (typeof value === 'number' || value instanceof LongNumber)) {
    // Of -0 there is no text.
    if (Number.isFinite(Number(value))) return String(value === 0 ? 0 : value);
  }
  // Equal to -0, and written as it.
  if (value === 0) return 0;
  if (isExternalId(value)) return value;
  if (typeof value === 'number' || value instanceof LongNumber) throw noId(String(value), key);
  throw new FieldError(`${key} is no id (a text or a whole number): ${show(value)}`);
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

/** A number; undefined where there is none or null. */
export function jsonValue(value: unknown, key: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  if (value instanceof LongNumber) return Number(value.text);
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
