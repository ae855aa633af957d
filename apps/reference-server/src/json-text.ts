import { isSafeNumber } from 'lossless-json';

// Looks at a JSON text before it is parsed. One file, as calls into another for each character would take most of the time.

const [QUOTE, COLON, COMMA, BACKSLASH] = [0x22, 0x3a, 0x2c, 0x5c] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
const [DOT, PLUS, MINUS] = [0x2e, 0x2b, 0x2d] as const;

/** No request is nested deeper; half a million brackets take `JSON.parse` longer than a request may. */
const MAX_DEPTH = 100;
/** No object of a request needs as many names; 100,000 take `JSON.parse` longer than a request may. */
const MAX_NAMES = 2000;

/**
 * What of a JSON text would hold up `JSON.parse`, or undefined: it is nested too deep, or an object has too many names.
 * The look takes a tenth of the time of `JSON.parse`.
 */
export function excessOf(json: string): string | undefined {
  /** Names so far, of each object that is open. */
  const names: number[] = [];
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
    } else if (isOpening(code)) {
      depth += 1;
      if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
      names[depth] = 0;
    } else if (isClosing(code)) {
      depth -= 1;
    } else if (code === COLON) {
      const count = (names[depth] ?? 0) + 1;
      if (count > MAX_NAMES) return `has an object with more than ${MAX_NAMES} names`;
      names[depth] = count;
    }
  }
  return undefined;
}

/** A number in a JSON text that JavaScript would round when it reads it. */
export interface InexactNumber {
  /** Where in the document: keys and indices, joined by dots. Empty for one deeper than {@link MAX_DEPTH}. */
  readonly path: string;
  /** As the document spells it. */
  readonly text: string;
}

/** Keys and indices from the root to a value. */
export type Place = readonly (string | number)[];

export interface InexactNumbersOptions {
  /** So many are found at the most. */
  readonly limit?: number;
  /** Whether a number of this spelling may be inexact there. */
  readonly mayBe?: (place: Place, text: string) => boolean;
  /** What `JSON.parse` makes of the document, where the caller knows it. */
  readonly document?: unknown;
}

/**
 * The numbers of a JSON document that JavaScript cannot read exactly: whole numbers beyond ±(2^53 − 1), numbers that
 * overflow or vanish, fractions with more digits than a double keeps. `1.0`, `1e0` and `-0` are exact.
 *
 * `JSON.parse` would turn such a number into a neighbouring one, and so an id into the id of another item. Most documents
 * have none, which {@link mayHaveInexactNumbers} sees sooner.
 *
 * @throws SyntaxError where the document has such a number and is not JSON.
 * @example
 * inexactNumbers('{"history":[318,90071992547409101]}');
 * // [{ path: 'history.1', text: '90071992547409101' }]
 */
export function inexactNumbers(
  json: string,
  { limit = Number.POSITIVE_INFINITY, mayBe = () => false, ...options }: InexactNumbersOptions = {},
): readonly InexactNumber[] {
  const found: InexactNumber[] = [];
  let { document } = options;
  for (const { place, text } of suspectsOf(json)) {
    // First the cheap question: to know whether a number is exact takes as long as to print it.
    if (mayBe(place, text) || isSafeNumber(text)) continue;
    document ??= JSON.parse(json);
    const isDeep = place.length > MAX_DEPTH;
    // If a key is repeated only the last value counts, for JSON.parse too.
    if (!isDeep && valueAt(document, place) !== Number(text)) continue;
    found.push({ path: isDeep ? '' : place.join('.'), text });
    if (found.length >= limit) break;
  }
  return found;
}

/** Whether a document has a long number or an exponent; without either, it has no inexact number. */
export function mayHaveInexactNumbers(json: string): boolean {
  return EXPONENT.test(json) || LONG_NUMBER.test(json);
}

/** What a bracket has opened: the place of the next number in it. */
interface Level {
  readonly json: string;
  readonly isList: boolean;
  index: number;
  /** Where the key is in the text, its quotes included. */
  keyStart: number;
  keyEnd: number;
  /** The key itself, once a number in its value needed it. */
  key: string | undefined;
}

/**
 * The numbers of a text that may be inexact, in order: long ones, and those with an exponent. Goes through the characters,
 * as a parser would take many times longer.
 */
function* suspectsOf(json: string): Generator<{ readonly place: Place; readonly text: string }> {
  const levels: Level[] = [];
  let level: Level | undefined;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (isDigit(code)) {
      const digits = at;
      let exponent = false;
      for (at += 1; isNumberPart(json.charCodeAt(at)); at += 1) {
        exponent ||= isExponent(json.charCodeAt(at));
      }
      if (exponent || at - digits > ALWAYS_EXACT) {
        const start = json.charCodeAt(digits - 1) === MINUS ? digits - 1 : digits;
        yield { place: placeOf(levels), text: json.slice(start, at) };
      }
      // The character after the number is looked at next.
      at -= 1;
    } else if (code === COMMA) {
      if (level?.isList) level.index += 1;
    } else if (code === QUOTE) {
      const end = endOfString(json, at);
      // The last text before a number in an object is its key.
      if (level?.isList === false) {
        level.keyStart = at;
        level.keyEnd = end + 1;
        level.key = undefined;
      }
      at = end;
    } else if (isOpening(code)) {
      level = {
        json,
        isList: code === OPEN_LIST,
        index: 0,
        keyStart: 0,
        keyEnd: 0,
        key: undefined,
      };
      levels.push(level);
    } else if (isClosing(code)) {
      levels.pop();
      level = levels.at(-1);
    }
  }
}

function placeOf(levels: readonly Level[]): Place {
  return levels.map((level) => {
    if (level.isList) return level.index;
    level.key ??= unquoted(level.json.slice(level.keyStart, level.keyEnd));
    return level.key;
  });
}

function unquoted(text: string): string {
  return text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1);
}

function valueAt(document: unknown, path: Place): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

/** A number of at most this many characters and no exponent is always exact. */
const ALWAYS_EXACT = 15;

const LONG_NUMBER = new RegExp(`[\\d.]{${ALWAYS_EXACT + 1}}`);
const EXPONENT = /\d[eE]/;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isExponent(code: number): boolean {
  return code === 0x65 || code === 0x45;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || isExponent(code) || code === DOT || code === PLUS || code === MINUS;
}

function isOpening(code: number): boolean {
  return code === OPEN_LIST || code === OPEN_OBJECT;
}

function isClosing(code: number): boolean {
  return code === CLOSE_LIST || code === CLOSE_OBJECT;
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
