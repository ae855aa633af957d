import type { CheckedRules } from './check-rules.js';

const DEFAULT_POOL = 100;

/** The candidates of a rule that chooses among the best ones; 0 without such a rule. */
export function poolOf(rule: { readonly pool?: number | undefined } | undefined): number {
  return rule === undefined ? 0 : (rule.pool ?? DEFAULT_POOL);
}

/**
 * How often a list of k places looks at an item of a pool, which is what long lists take time for: a million looks take
 * up to a tenth of a second.
 */
export function poolLooks(
  { diversity, exploration }: Pick<CheckedRules, 'diversity' | 'exploration'>,
  k: number,
): number {
  return k * (poolOf(diversity) + poolOf(exploration));
}
