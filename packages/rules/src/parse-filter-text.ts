import { RulesError } from './error.js';
import { COMPARISONS, type Comparison, FILTER_LIMITS, type Filter } from './filter.js';
import type { ReadFilter } from './filter-places.js';
import { filterTokens, refuse, type Token } from './filter-tokens.js';

/**
 * Reads the text form:
 *
 *     either     = both { "or" both }
 *     both       = negated { "and" negated }
 *     negated    = "not" negated | test
 *     test       = "(" either ")" | "missing" "(" name ")" | name
 *                | name comparison value | name [ "not" ] "in" "(" value { "," value } ")"
 *     comparison = "=" | "!=" | "<" | "<=" | ">" | ">="
 *     value      = 'text' | number | "true" | "false"
 *
 * A name alone means that the attribute is true. By hand, since each rule is one function here: a parser library would
 * be larger than the language, and would need its own layer for these messages.
 *
 * @throws RulesError `invalid-filter` that says the character and what was expected; `too-large`.
 */
export function parseFilterText(text: string): ReadFilter {
  if (text.length > FILTER_LIMITS.length) {
    throw new RulesError(
      'too-large',
      `the filter has ${text.length} characters, and at most ${FILTER_LIMITS.length} are read: name long lists of items in allow or exclude`,
    );
  }
  const tokens = filterTokens(text);
  const places = new Map<Filter, string>();
  let position = 0;
  const next = (): Token => tokens[position] as Token;
  const isNext = (sign: string): boolean => {
    const token = next();
    return token.kind === 'sign' && token.sign === sign;
  };
  const take = (sign: string): boolean => {
    const found = isNext(sign);
    if (found) position += 1;
    return found;
  };
  const expect = (sign: string, where: string): void => {
    if (!take(sign)) refuse(next().at, `expected ${sign} ${where}, got ${describe(next())}`);
  };
  const placed = (filter: Filter, at: number): Filter => {
    places.set(filter, `at character ${at + 1} of the filter`);
    return filter;
  };

  const series = (sign: 'and' | 'or', part: (depth: number) => Filter, depth: number): Filter => {
    const { at } = next();
    const first = part(depth);
    if (!isNext(sign)) return first;
    const parts = [first];
    while (take(sign)) parts.push(part(depth));
    return placed(sign === 'and' ? { and: parts } : { or: parts }, at);
  };
  const either = (depth: number): Filter => {
    if (depth > FILTER_LIMITS.depth) {
      throw new RulesError(
        'too-large',
        `at character ${next().at + 1} the filter is nested ${depth} deep, and at most ${FILTER_LIMITS.depth} are allowed`,
      );
    }
    return series('or', both, depth);
  };
  const both = (depth: number): Filter => series('and', negated, depth);
  const negated = (depth: number): Filter => {
    const { at } = next();
    if (!isNext('not')) return test(depth);
    if (depth > FILTER_LIMITS.depth) return either(depth);
    take('not');
    return placed({ not: negated(depth + 1) }, at);
  };
  const test = (depth: number): Filter => {
    const token = next();
    if (take('(')) {
      const inner = either(depth + 1);
      expect(')', 'to close the bracket');
      return inner;
    }
    if (take('missing')) {
      expect('(', 'after missing');
      const missing = name('in missing(…)');
      expect(')', 'after the name');
      return placed({ missing }, token.at);
    }
    const attribute = name('');
    const negate = isNext('not');
    if (negate) position += 1;
    if (take('in')) {
      const member = placed({ attribute, in: values() }, token.at);
      return negate ? placed({ not: member }, token.at) : member;
    }
    if (negate) refuse(next().at, `expected in after not, got ${describe(next())}`);
    const comparison = COMPARISONS.find((sign) => take(sign));
    const compared = comparison && { is: comparison, value: value() };
    return placed({ attribute, ...(compared ?? isTrue) }, token.at);
  };
  const name = (where: string): string => {
    const token = next();
    if (token.kind === 'name') {
      position += 1;
      return token.name;
    }
    const hint = token.kind === 'value' ? '; write the attribute first, as year >= 1990' : '';
    const expected = `expected an attribute${where === '' ? '' : ` ${where}`}`;
    return refuse(token.at, `${expected}, got ${describe(token)}${hint}`);
  };
  const value = (): string | number | boolean => {
    for (const truth of [true, false]) if (take(String(truth))) return truth;
    return plainValue();
  };
  const plainValue = (): string | number => {
    const token = next();
    if (token.kind === 'value') {
      position += 1;
      return token.value;
    }
    const hint =
      token.kind === 'name'
        ? `; texts are in single quotes: '${token.name.replaceAll("'", "''")}'`
        : '';
    return refuse(token.at, `expected a number or a text, got ${describe(token)}${hint}`);
  };
  const values = (): (string | number)[] => {
    expect('(', 'after in');
    const list = [plainValue()];
    while (take(',')) list.push(plainValue());
    expect(')', 'or a comma after the value');
    return list;
  };

  const filter = either(1);
  const rest = next();
  if (rest.kind !== 'end') refuse(rest.at, `expected and, or, or the end, got ${describe(rest)}`);
  return { filter, places };
}

const isTrue: { is: Comparison; value: boolean } = { is: '=', value: true };

function describe(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'sign') return token.sign;
  return JSON.stringify(token.kind === 'name' ? token.name : token.value);
}
