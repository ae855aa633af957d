import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seenItems } from './seen-items.js';

const day = 86_400_000;
const now = 100 * day;

describe('seenItems', () => {
  it('leaves out what was bought in the last 30 days, and nothing that was only viewed', () => {
    const events = [
      { item: 'old', type: 'purchase', time: now - 31 * day },
      { item: 'edge', type: 'purchase', time: now - 30 * day },
      { item: 'new', type: 'purchase', time: now - day },
      { item: 'new', type: 'view', time: now },
      { item: 'viewed', type: 'view', time: now },
      { item: 'disliked', type: 'dislike', time: 0 },
      { item: 'ahead', type: 'purchase', time: now + day },
    ];
    const rules = [{ type: 'purchase', days: 30 }, { type: 'dislike' }];
    expect(seenItems(events, rules, now)).toEqual(['edge', 'new', 'disliked', 'ahead']);
  });

  it('says of each item whether an event of it leaves it out', () => {
    const type = fc.constantFrom('view', 'purchase', 'click');
    fc.assert(
      fc.property(
        fc.array(fc.record({ item: fc.nat(5), type, time: fc.nat(100).map((d) => d * day) })),
        fc.array(
          fc.record({ type, days: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }) }),
        ),
        (events, rules) => {
          const seen = seenItems(events, rules, now);
          expect(new Set(seen).size).toBe(seen.length);
          for (const item of [0, 1, 2, 3, 4, 5]) {
            const expected = rules.some((rule) =>
              events.some(
                (event) =>
                  event.item === item &&
                  event.type === rule.type &&
                  (now - event.time) / day <= (rule.days ?? Number.POSITIVE_INFINITY),
              ),
            );
            expect(seen.includes(item)).toBe(expected);
          }
        },
      ),
    );
  });
});
