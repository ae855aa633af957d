/** A JSON number with more digits than doubles hold, as text. */
export class LongNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** Matches numbers with enough digits to be rounded. */
const LONG = /\d[\d.]{15}/;

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Like `JSON.parse`, but without rounding: a number of more than 15 digits that is not a safe integer becomes a
 * {@link LongNumber}.
 */
export function parseJson(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  let mark = '#';
  while (text.includes(mark)) mark += '#';
  let found = false;
  const marked = text.replace(STRING_OR_NUMBER, (part) => {
    if (part.startsWith('"') || !LONG.test(part) || isExact(part)) return part;
    found = true;
    return `"${mark}${part}"`;
  });
  if (!found) return JSON.parse(text);
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark)
      ? new LongNumber(value.slice(mark.length))
      : value,
  );
}

function isExact(part: string): boolean {
  const number = Number(part);
  return Number.isSafeInteger(number) && String(number) === part;
}
