import { expect, it } from 'vitest';
import { parseRules, TEMPLATES, withTemplate } from './rules-text.js';

it('makes one set of rules of the filter and of the others', () => {
  const others = '{"caps": [{"attribute": "genre", "max": 1}]}';
  expect(parseRules({ filter: ' year > 1990 ', others })).toEqual({
    filter: 'year > 1990',
    caps: [{ attribute: 'genre', max: 1 }],
  });
});

it('has no rules where nothing is typed', () => {
  expect(parseRules({ filter: '  ', others: '\n' })).toBeUndefined();
  expect(parseRules({ filter: '', others: '{}' })).toBeUndefined();
});

it.each(['{"caps"', '[1]', 'null', '7'])('says that %s is not a JSON object', (others) => {
  expect(() => parseRules({ filter: '', others })).toThrow(/JSON/);
});

it('adds a template to what is there, and spoils nothing that is half typed', () => {
  const { Diversity = {} } = TEMPLATES;
  const added = withTemplate('{"exploration": {"share": 0.2}}', Diversity);
  expect(JSON.parse(added)).toEqual({ exploration: { share: 0.2 }, diversity: { lambda: 0.7 } });
  expect(withTemplate('{"explor', Diversity)).toBe('{"explor');
});
