/** Typed rules: a filter as text, and the other rules as JSON. */
export interface RulesText {
  readonly filter: string;
  readonly others: string;
}

export type Rules = Readonly<Record<string, unknown>>;

export const NO_RULES: RulesText = { filter: '', others: '' };

/** Example rules, with attributes of films. Other items have other attributes. */
export const TEMPLATES: Readonly<Record<string, Rules>> = {
  Boost: { boosts: [{ when: "genre = 'Drama'", multiply: 2 }] },
  Cap: { caps: [{ attribute: 'genre', max: 2 }] },
  Promotion: { promotions: [{ filter: 'year >= 2000', slots: [1] }] },
  Freshness: { freshness: { attribute: 'year', unit: 'years', halfLife: 10 } },
  Diversity: { diversity: { lambda: 0.7 } },
  Exploration: { exploration: { share: 0.1 } },
};

/**
 * The rules of a request; undefined if nothing is typed.
 *
 * @throws Error with one sentence if the others are not a JSON object.
 */
export function parseRules({ filter, others }: RulesText): Rules | undefined {
  const rules = { ...parseOthers(others), ...(filter.trim() !== '' && { filter: filter.trim() }) };
  return Object.keys(rules).length === 0 ? undefined : rules;
}

/** Adds the rules of a template to the text. Returns text that is not JSON unchanged. */
export function withTemplate(others: string, template: Rules): string {
  try {
    return JSON.stringify({ ...parseOthers(others), ...template }, undefined, 1);
  } catch {
    return others;
  }
}

function parseOthers(text: string): Rules {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is not JSON yet.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('Rules are a JSON object: {"caps": [...]}.');
  }
  return value as Rules;
}
