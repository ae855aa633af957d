import { type CheckedRules, checkRules, RulesError, rulesSchema } from '@org/rules';
import type { ModelItems } from './item-host.js';
import { refuse } from './problem.js';
import type { RecommendationRequest } from './schemas.js';

export interface RequestedRulesOptions {
  /** Where in the body the request is. */
  readonly prefix: string;
  readonly items: ModelItems;
  /** The names of the sets of rules that the server knows. */
  readonly names: readonly string[];
}

/** The rules of a request, which may be the name of a set. Answers 400 or 422 where they cannot be used. */
export function requestedRules(
  rules: NonNullable<RecommendationRequest['rules']>,
  { prefix, items, names }: RequestedRulesOptions,
): CheckedRules {
  const path = `${prefix}rules`;
  const refuseRules = (status: number, message: string, at = path): never =>
    refuse(status, `${at}: ${message}`, { errors: [{ path: at, message }] });
  try {
    if (typeof rules === 'string') {
      const known = names.length === 0 ? 'the server has none' : `known: ${names.join(', ')}`;
      return (
        items.rulesNamed(rules) ??
        refuseRules(422, `there is no set of rules ${JSON.stringify(rules)}; ${known}`)
      );
    }
    const parsed = rulesSchema.safeParse(rules);
    if (parsed.success) return checkRules(parsed.data, items.table.attributes);
    const [issue] = parsed.error.issues;
    const at = [path, ...(issue?.path ?? [])].join('.');
    return refuseRules(400, issue?.message ?? 'they are not rules', at);
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return refuseRules(422, error.message);
  }
}
