import type { ExternalId } from '../interaction.js';

/** How ids are read from text: whole numbers become numbers and nothing else is accepted, or all stay strings. */
export type IdType = 'integer' | 'string';

/**
 * How timestamps are read from text: `'number'` takes whole numbers in any unit, `'date'` ISO 8601 dates, which become
 * milliseconds since 1970 (UTC where they name no zone).
 */
export type TimestampType = 'number' | 'date';

/**
 * Thrown for a field that cannot be read, and caught where the line is known. No `Error`, as a stack trace for each of
 * half a million bad rows takes longer than reading them.
 */
export class FieldError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export function readId(text: string, type: IdType, column: string): ExternalId {
  if (type === 'string') {
    if (text === '') throw new FieldError(`${column} is empty`);
    return text;
  }
  const id = wholeNumber(text);
  if (id === undefined) {
    throw new FieldError(
      `${column} is no whole number: ${quote(text)}; if these ids are names, read them as strings`,
    );
  }
  return id;
}

export function readTimestamp(text: string, type: TimestampType, column: string): number {
  if (type === 'date') return readDate(text, column);
  // Tables written by pandas spell whole numbers `978300760.0`.
  const timestamp = wholeNumber(text) ?? (text.trim() === '' ? Number.NaN : Number(text));
  if (!Number.isSafeInteger(timestamp)) {
    throw new FieldError(
      `${column} is no whole number of at most 2^53: ${quote(text)}; if it is a date, read timestamps as dates`,
    );
  }
  return timestamp;
}

const ISO_DATE =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

function readDate(text: string, column: string): number {
  const [, day, time = '00:00', zone = 'Z'] = ISO_DATE.exec(text.trim()) ?? [];
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const milliseconds = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${offset}`);
  if (Number.isNaN(milliseconds)) {
    throw new FieldError(`${column} is no ISO 8601 date: ${quote(text)}`);
  }
  return milliseconds;
}

/** A finite number; undefined for an empty field. */
export function readValue(text: string, column: string): number | undefined {
  if (text === '') return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new FieldError(`${column} is no number: ${quote(text)}`);
  return value;
}

export function readFlag(text: string, column: string): boolean {
  if (text === '1' || /^true$/i.test(text)) return true;
  if (text === '0' || text === '' || /^false$/i.test(text)) return false;
  throw new FieldError(`${column} is none of 0, 1, true, false: ${quote(text)}`);
}

const ZERO = 48;
const MINUS = 45;

/**
 * The safe integer that a text spells in the one canonical way, without sign, space or leading zeros: `'007'` and `'7'`
 * are never taken for the same id.
 */
export function wholeNumber(text: string): number | undefined {
  const negative = text.charCodeAt(0) === MINUS;
  const start = negative ? 1 : 0;
  const digits = text.length - start;
  if (digits < 1 || digits > 16) return undefined;
  let number = 0;
  for (let i = start; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  if (text.charCodeAt(start) === ZERO && (digits > 1 || negative)) return undefined;
  if (number > Number.MAX_SAFE_INTEGER) return undefined;
  return negative ? -number : number;
}

/** A field in a message, cut to a length that can be read. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
