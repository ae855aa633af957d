export { type ApplyRulesOptions, applyRules } from './apply-rules.js';
export type {
  AttributeType,
  AttributeTypes,
  AttributeValue,
  AttributeValues,
} from './attribute.js';
export { type BecauseOfOptions, becauseOf, type Cause } from './because-of.js';
export {
  type CheckedBoost,
  type CheckedPromotion,
  type CheckedRules,
  checkRules,
} from './check-rules.js';
export { RulesError, type RulesErrorCode } from './error.js';
export type { Place } from './fill-places.js';
export {
  type Comparison,
  type ComparisonFilter,
  FILTER_LIMITS,
  type Filter,
  type MembershipFilter,
} from './filter.js';
export { FilterSets, type FilterSetsOptions } from './filter-sets.js';
export { formatFilter } from './format-filter.js';
export type { Freshness, TimeUnit } from './freshness.js';
export {
  type BiasRules,
  type ItemBias,
  ItemBiases,
  type ItemBiasesOptions,
  isLeftOut,
  LEFT_OUT,
  withoutLeftOut,
} from './item-bias.js';
export { countItems, hasItem, type ItemSet } from './item-set.js';
export {
  ATTRIBUTE_LIMITS,
  type ItemAttributes,
  type ItemSequence,
  ItemTable,
} from './item-table.js';
export { poolLooks } from './list-cost.js';
export type { ItemVectors } from './marginal-relevance.js';
export { type FilterSource, parseFilter } from './parse-filter.js';
export type { Pause } from './pause.js';
export type { Ranked } from './ranked.js';
export {
  type Boost,
  type Cap,
  type Diversity,
  type Exploration,
  type Promotion,
  RULES_LIMITS,
  type Rules,
  rulesSchema,
  type SeenRule,
} from './rules.js';
export { type SeenEvent, seenItems } from './seen-items.js';
