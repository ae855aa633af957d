import { type AttributeTypes, requireAttribute } from './attribute.js';
import { RulesError } from './error.js';
import type { Filter } from './filter.js';
import { checkFreshness } from './freshness.js';
import { type FilterSource, parseFilter } from './parse-filter.js';
import type { Promotion, Rules } from './rules.js';

export interface CheckedBoost {
  readonly when: Filter;
  readonly multiply: number;
}

export interface CheckedPromotion {
  readonly filter: Filter;
  readonly slots?: readonly number[] | undefined;
  readonly share?: number | undefined;
}

/** Rules whose filters are read, and whose attributes the items have. */
export interface CheckedRules extends Omit<Rules, 'filter' | 'boosts' | 'promotions'> {
  readonly filter?: Filter | undefined;
  readonly boosts: readonly CheckedBoost[];
  readonly promotions: readonly CheckedPromotion[];
}

/**
 * Reads the filters of rules, and checks all attributes against those that the items have.
 *
 * @throws RulesError with one sentence that starts with the path of what is wrong.
 */
export function checkRules(rules: Rules, attributes: AttributeTypes): CheckedRules {
  const { filter, boosts = [], freshness, caps = [], promotions = [] } = rules;
  if (freshness !== undefined) checkFreshness(freshness, attributes);
  caps.forEach((cap, place) => {
    requireAttribute(cap.attribute, attributes, `caps.${place}.attribute`);
  });
  checkSlots(promotions);
  return {
    ...rules,
    filter: filter === undefined ? undefined : filterAt('', filter, attributes),
    boosts: boosts.map(({ when, multiply }, place) => ({
      when: filterAt(`boosts.${place}.when: `, when, attributes),
      multiply,
    })),
    promotions: promotions.map((promotion, place) => ({
      ...promotion,
      filter: filterAt(`promotions.${place}: `, promotion.filter, attributes),
    })),
  };
}

function filterAt(prefix: string, source: FilterSource, attributes: AttributeTypes): Filter {
  try {
    return parseFilter(source, attributes);
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    throw new RulesError(error.code, `${prefix}${error.message}`, { cause: error });
  }
}

function checkSlots(promotions: readonly Promotion[]): void {
  const taken = new Map<number, number>();
  promotions.forEach(({ slots, share }, place) => {
    if ((slots === undefined) === (share === undefined)) {
      throw new RulesError('invalid-rule', `promotions.${place}: give either slots or a share`);
    }
    for (const slot of slots ?? []) {
      const other = taken.get(slot);
      if (other !== undefined) {
        throw new RulesError(
          'invalid-rule',
          `promotions.${place}.slots: promotion ${other} has the slot ${slot} already`,
        );
      }
      taken.set(slot, place);
    }
  });
}
