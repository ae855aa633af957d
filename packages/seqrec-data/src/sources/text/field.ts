import { type Advice, setting } from '../../advice.js';
import type { ExternalId } from '../interaction.js';

/** How ids are read from text: `'integer'` accepts whole numbers only, `'string'` keeps every text as it is. */
export type IdType = 'integer' | 'string';

/**
 * How times are read from text: `'number'` takes numbers in any unit, `'date'` ISO 8601 dates, which become
 * milliseconds since 1970 (UTC if they name no zone).
 */
export type TimestampType = 'number' | 'date';

/**
 * Thrown for a field that cannot be read, and caught by code that knows the line. It is not an `Error`, because stack
 * traces for half a million bad rows take longer than reading them.
 */
export class FieldError {
  readonly message: string;
  readonly advice: Advice;

  constructor(message: string, advice: Advice = []) {
    this.message = message;
    this.advice = advice;
  }
}

const BEYOND = 'is beyond 2^53, where numbers are rounded to others';

const AS_TEXT: Advice = ['read ids as texts with ', [setting('ids', 'string')]];
const AS_DATE: Advice = ['if it is a date, read times with ', [setting('timestamps', 'date')]];
const AS_NUMBER: Advice = [
  'if it is a number, read times with ',
  [setting('timestamps', 'number')],
];

/** An id, in a format that lets the user choose how ids are read. */
export function readId(text: string, type: IdType, column: string): ExternalId {
  if (type === 'string') {
    if (text === '') throw new FieldError(`${column} is empty`);
    return text;
  }
  return integerId(text, column, text === '' ? [] : AS_TEXT);
}

/** An id that is a whole number. */
export function integerId(text: string, column: string, advice: Advice = []): number {
  const id = wholeNumber(text);
  if (id !== undefined) return id;
  if (text === '') throw new FieldError(`${column} is empty`, advice);
  throw new FieldError(`${column} ${whyNoInteger(text)}: ${quote(text)}`, advice);
}

function whyNoInteger(text: string): string {
  if (!/^[+-]?\d+$/.test(text)) return 'is not a whole number';
  return /^-?[1-9]\d*$/.test(text)
    ? BEYOND
    : 'is a whole number with leading zeros or a sign, which would be lost';
}

/** The error for a number that cannot be an id; `text` is its spelling, if known. */
export function noId(text: string | undefined, column: string): FieldError {
  const shown = text === undefined ? '' : `: ${text}`;
  const whole = text === undefined || Number.isInteger(Number(text));
  const problem = whole ? BEYOND : 'is not a whole number';
  return new FieldError(`${column} ${problem}${shown}`, AS_TEXT);
}

/** A time, in a format that lets the user choose how times are read. */
export function readTimestamp(text: string, type: TimestampType, column: string): number {
  return type === 'date' ? readDate(text, column) : numberTime(text, column, AS_DATE);
}

/**
 * A time that is a number, in any unit; pandas spells whole ones `978300760.0`. Times must keep their exact order, so a
 * number with more digits than a double holds is refused.
 */
export function numberTime(text: string, column: string, advice: Advice = []): number {
  const whole = wholeNumber(text);
  if (whole !== undefined) return whole;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(number))
    throw new FieldError(`${column} is not a number: ${quote(text)}`, advice);
  if (!isTime(number)) throw noTime(column, quote(text), number);
  if (!Number.isInteger(number) || /\.\d*[1-9]/.test(text)) requireExact(text, number, column);
  // -0 becomes 0.
  return number + 0;
}

/** Whether a number can be a time: whole and safe, or with a fraction. */
export function isTime(number: number): boolean {
  return Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number);
}

/** The error for a value that cannot be a time; `shown` is the value in the message. */
export function noTime(column: string, shown: string, number?: number): FieldError {
  return number === undefined || Number.isNaN(number)
    ? new FieldError(`${column} is not a number: ${shown}`)
    : new FieldError(`${column} ${BEYOND}: ${shown}`, [
        'give times in a larger unit, e.g. milliseconds instead of nanoseconds',
      ]);
}

/** Throws if digits were lost: the text is neither the shortest nor a longer spelling of the double. */
function requireExact(text: string, number: number, column: string): void {
  const digits = digitsOf(text);
  if (digits.length <= 15 || digits === digitsOf(number.toExponential())) return;
  const written = text
    .replace(/[eE].*/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '');
  if (written.length <= 100 && digits === digitsOf(number.toPrecision(written.length))) return;
  throw new FieldError(`${column} has more digits than keep their order: ${quote(text)}`, [
    'round it, e.g. to microseconds',
  ]);
}

/** The significant digits of a number, without zeros around them. */
function digitsOf(text: string): string {
  return text
    .replace(/[eE].*/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
}

const ISO_DATE =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/;

export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text.trim());
}

/** A date in milliseconds, with microseconds as their fraction. */
function readDate(text: string, column: string): number {
  const [, day, time = '00:00', fraction = '', zone = 'Z'] = ISO_DATE.exec(text.trim()) ?? [];
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const seconds = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${offset}`);
  if (Number.isNaN(seconds) || (fraction !== '' && time.length < 8)) {
    throw new FieldError(
      `${column} is not an ISO 8601 date: ${quote(text)}`,
      isNumber(text) ? AS_NUMBER : [],
    );
  }
  if (fraction === '') return seconds;
  const finer = /[1-9]/.test(fraction.slice(6));
  const parts = Number(fraction.slice(0, 6).padEnd(6, '0')) / 1000;
  const moment = finer ? Number.NaN : seconds + parts;
  requireKeptOrder(moment, column);
  return moment;
}

/** Milliseconds up to this value, in the year 2248, leave room for three more digits in a double. */
const MAX_MICROSECONDS = 2 ** 43;

/** Throws for a time in milliseconds that is finer than a microsecond (then it is NaN), or that may be rounded. */
export function requireKeptOrder(milliseconds: number, column: string): void {
  const kept = Number.isInteger(milliseconds) || Math.abs(milliseconds) <= MAX_MICROSECONDS;
  if (kept) return;
  throw new FieldError(`${column} has parts of a microsecond, which would lose their order`, [
    'round it to microseconds',
  ]);
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** Reads the times of a source. Without a type the first time decides: a date, or else a number. */
export class TimestampReader {
  #type: TimestampType | undefined;

  constructor(type?: TimestampType) {
    this.#type = type;
  }

  /** Undefined until the first time was read. */
  get type(): TimestampType | undefined {
    return this.#type;
  }

  read(text: string, column: string): number {
    if (this.#type !== undefined) return readTimestamp(text, this.#type, column);
    const type = isIsoDate(text) ? 'date' : 'number';
    const time = readTimestamp(text, type, column);
    this.#type = type;
    return time;
  }
}

/** A finite number; undefined for an empty field. */
export function readValue(text: string, column: string): number | undefined {
  if (text === '') return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new FieldError(`${column} is not a number: ${quote(text)}`);
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
 * The safe integer that a text spells without sign, space or leading zeros, so that `'007'` and `'7'` are never the same
 * id; undefined for any other text.
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

/** A field for messages: quoted, and cut to a readable length. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
