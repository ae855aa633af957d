import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';

/** A number in a JSON text that JavaScript would round when it reads it. */
export interface InexactNumber {
  /** Where in the document: keys and indices, joined by dots. */
  readonly path: string;
  /** As the document spells it. */
  readonly text: string;
}

/**
 * The numbers of a JSON document that JavaScript cannot read exactly: whole numbers beyond ±(2^53 − 1), numbers that
 * overflow or vanish, fractions with more digits than a double keeps. `1.0`, `1e0` and `-0` are exact.
 *
 * `JSON.parse` would turn such a number into a neighbouring one, and so an id into the id of another item. The document
 * must be valid JSON. Where it has no such number the look takes less time than `JSON.parse`.
 *
 * @example
 * inexactNumbers('{"history":[318,90071992547409101]}');
 * // [{ path: 'history.1', text: '90071992547409101' }]
 */
export function inexactNumbers(json: string): readonly InexactNumber[] {
  if (!LONG_NUMBER.test(json) && !EXPONENT.test(json)) return [];
  const first = firstInexact(json);
  if (first === undefined) return [];
  try {
    const found: InexactNumber[] = [];
    // Of a repeated key only the last value counts, for JSON.parse too.
    collect(parse(json, undefined, { onDuplicateKey: ({ newValue }) => newValue }), '', found);
    return found;
  } catch (error) {
    // The parser is recursive, and a document may be nested deeper than the stack.
    if (error instanceof RangeError) return [{ path: '', text: first }];
    throw error;
  }
}

function collect(value: unknown, path: string, found: InexactNumber[]): void {
  if (value instanceof LosslessNumber) {
    if (!isSafeNumber(value.value)) found.push({ path, text: value.value });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, path === '' ? key : `${path}.${key}`, found);
    }
  }
}

/** A number of at most this many characters and no exponent is always exact. */
const ALWAYS_EXACT = 15;

/** Every document with an inexact number has one of these, and few others have: a long number, or an exponent. */
const LONG_NUMBER = new RegExp(`[\\d.]{${ALWAYS_EXACT + 1}}`);
const EXPONENT = /\d[eE]/;

/** The first inexact number, without its sign. Goes through the characters, since a parser would take ten times longer. */
function firstInexact(json: string): string | undefined {
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
    } else if (isDigit(code)) {
      const start = at;
      let exponent = false;
      for (at += 1; isNumberPart(json.charCodeAt(at)); at += 1) {
        exponent ||= isExponent(json.charCodeAt(at));
      }
      if (!exponent && at - start <= ALWAYS_EXACT) continue;
      const number = json.slice(start, at);
      if (!isSafeNumber(number)) return number;
    }
  }
  return undefined;
}

/** The place of the quote that closes the string which opens at `start`. */
function endOfString(json: string, start: number): number {
  let end = start;
  do {
    end = json.indexOf('"', end + 1);
    if (end === -1) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let before = at - 1;
  while (json.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

const [QUOTE, BACKSLASH, DOT, PLUS, MINUS] = [0x22, 0x5c, 0x2e, 0x2b, 0x2d] as const;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isExponent(code: number): boolean {
  return code === 0x65 || code === 0x45;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || isExponent(code) || code === DOT || code === PLUS || code === MINUS;
}
