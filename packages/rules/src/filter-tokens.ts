import { RulesError } from './error.js';

/** A word of a filter's text form. */
export type Token =
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'value'; readonly value: string | number; readonly at: number }
  /** A keyword in lower case, a comparison, a bracket or a comma. */
  | { readonly kind: 'sign'; readonly sign: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

/** Words of the language. An attribute with such a name is written in double quotes. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'in'],
  ...['missing', 'true', 'false'],
]);

/** A name that needs no quotes, unless it is a keyword. */
const BARE_NAME = /[\p{L}_][\p{L}\p{N}_.-]*/uy;
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SIGN = /<=|>=|!=|==|<>|[=<>(),]/y;
const SPACE = /\s*/y;
/** Other spellings, which people know from SQL and from code. */
const SYNONYMS: Readonly<Record<string, string>> = { '==': '=', '<>': '!=' };

/** @throws RulesError `invalid-filter` that says the character. */
export function filterTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    match(SPACE);
    if (at >= text.length) return [...tokens, { kind: 'end', at }];
    const start = at;
    const quote = text[at];
    if (quote === "'" || quote === '"') {
      const quoted = readQuoted(text, at, quote);
      at = quoted.end;
      tokens.push(
        quote === "'"
          ? { kind: 'value', value: quoted.content, at: start }
          : { kind: 'name', name: quoted.content, at: start },
      );
      continue;
    }
    const sign = match(SIGN);
    if (sign !== undefined) {
      tokens.push({ kind: 'sign', sign: SYNONYMS[sign] ?? sign, at: start });
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: 'value', value: finite(number, start), at: start });
      continue;
    }
    const name = match(BARE_NAME);
    if (name === undefined) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      refuse(
        start,
        `cannot read ${JSON.stringify(character)}; texts are in single quotes, as 'Drama'`,
      );
    }
    const keyword = name.toLowerCase();
    tokens.push(
      KEYWORDS.has(keyword)
        ? { kind: 'sign', sign: keyword, at: start }
        : { kind: 'name', name, at: start },
    );
  }
}

/** Whether a name is read as itself without quotes. */
export function isBareName(name: string): boolean {
  BARE_NAME.lastIndex = 0;
  return BARE_NAME.exec(name)?.[0] === name && !KEYWORDS.has(name.toLowerCase());
}

/** @throws RulesError `invalid-filter`; `at` counts from 0, the message from 1. */
export function refuse(at: number, message: string): never {
  throw new RulesError('invalid-filter', `at character ${at + 1} of the filter: ${message}`);
}

/** A quote inside is written twice. */
function readQuoted(text: string, start: number, quote: string): { content: string; end: number } {
  let content = '';
  let at = start + 1;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close < 0) refuse(start, `the ${quote === "'" ? 'text' : 'name'} has no closing ${quote}`);
    content += text.slice(at, close);
    if (text[close + 1] !== quote) return { content, end: close + 1 };
    content += quote;
    at = close + 2;
  }
}

function finite(number: string, at: number): number {
  const value = Number(number);
  if (!Number.isFinite(value)) refuse(at, `${number} is larger than any number`);
  // The sum makes 0 of -0.
  return value + 0;
}
