import { describe, expect, it } from 'vitest';
import { checkRules } from './check-rules.js';
import { type Rules, rulesSchema } from './rules.js';

const attributes = new Map([
  ['genre', 'list'],
  ['year', 'number'],
] as const);

const check = (rules: Rules) => () => checkRules(rules, attributes);

describe('rules are refused with the path of what is wrong', () => {
  it.each<[Rules, string]>([
    [{ filter: 'yeer > 3' }, 'at character 1 of the filter: no item has the attribute "yeer"'],
    [
      {
        boosts: [
          { when: 'year > 3', multiply: 2 },
          { when: "year = 'x'", multiply: 2 },
        ],
      },
      'boosts.1.when: at character 1 of the filter: year is a number',
    ],
    [{ promotions: [{ filter: { and: [] }, share: 0.5 }] }, 'promotions.0: filter.and: expected'],
    [{ promotions: [{ filter: 'year = 3' }] }, 'promotions.0: give either slots or a share'],
    [
      { promotions: [{ filter: 'year = 3', slots: [1], share: 0.1 }] },
      'promotions.0: give either slots or a share',
    ],
    [
      {
        promotions: [
          { filter: 'year = 3', slots: [1, 2] },
          { filter: 'year = 4', slots: [2] },
        ],
      },
      'promotions.1.slots: promotion 0 has the slot 2 already',
    ],
    [{ caps: [{ attribute: 'brand', max: 1 }] }, 'caps.0.attribute: no item has the attribute'],
    [
      { freshness: { attribute: 'genre', unit: 'days', halfLife: 3 } },
      'freshness.attribute: genre is a list of texts, expected a number that is a time',
    ],
    [{ freshness: { attribute: 'year', unit: 'years' } }, 'freshness: give a halfLife, a maxAge'],
  ])('%j', (rules, message) => {
    expect(check(rules)).toThrow(message);
  });
});

describe('the schema', () => {
  it('takes what the types say', () => {
    const rules: Rules = {
      filter: "genre in ('Drama')",
      boosts: [{ when: { attribute: 'year', is: '>', value: 2000 }, multiply: 2 }],
      freshness: { attribute: 'year', unit: 'years', halfLife: 5, maxAge: 50, floor: 0.1 },
      caps: [{ attribute: 'genre', max: 3 }],
      diversity: { lambda: 0.7, pool: 50 },
      promotions: [{ filter: 'year = 2001', share: 0.1 }],
      exploration: { share: 0.05 },
      seen: [{ type: 'purchase', days: 30 }, { type: 'dislike' }],
    };
    expect(rulesSchema.parse(rules)).toEqual(rules);
    expect(check(rules)).not.toThrow();
  });

  it.each([
    { boosts: [{ when: 'year = 1', multiply: 0 }] },
    { boosts: [{ when: 'year = 1', multiply: -1 }] },
    { diversity: { lambda: 1.1 } },
    { diversity: { lambda: 0.5, pool: 1001 } },
    { exploration: { share: -0.1 } },
    { caps: [{ attribute: 'genre', max: 0 }] },
    { promotions: [{ filter: 'year = 1', slots: [0] }] },
    { seen: [{ type: 'view', days: 0 }] },
    { filters: 'year = 1' },
    { filter: ['year = 1'] },
  ])('refuses %j', (rules) => {
    expect(rulesSchema.safeParse(rules).success).toBe(false);
  });
});
