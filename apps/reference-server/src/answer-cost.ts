import { type CheckedRules, poolLooks } from '@org/rules';
import { refuse } from './problem.js';
import type { RecommendationRequest } from './schemas.js';

/** Recommendations, and causes of them, in one answer at the most, so that writing it does not hold up other requests. */
const MAX_RECOMMENDATIONS = 25_600;

/** Histories that explanations of one answer score at the most. */
const MAX_EXPLAINING = 1024;

/** Looks at items of pools for one answer at the most, up to half a second of work. */
const MAX_POOL_LOOKS = 6_000_000;

/** Answers 413 where requests ask for more than one answer may take. */
export function refuseCostly(
  requests: readonly Pick<RecommendationRequest, 'k' | 'explain'>[],
): void {
  const wanted = requests.reduce((sum, { k, explain }) => sum + k * (1 + explain), 0);
  if (wanted > MAX_RECOMMENDATIONS) {
    const [what, smaller] = requests.some(({ explain }) => explain > 0)
      ? ['recommendations and explanations', 'k or explain']
      : ['recommendations', 'k'];
    refuse(
      413,
      `the requests ask for ${wanted} ${what}, and one answer has at most ${MAX_RECOMMENDATIONS}: send fewer requests or a smaller ${smaller}`,
    );
  }
  const explaining = requests.reduce((sum, { explain }) => sum + (explain && 1 + explain), 0);
  if (explaining > MAX_EXPLAINING) {
    refuse(
      413,
      `to explain these requests takes ${explaining} histories, and one answer scores at most ${MAX_EXPLAINING}: send fewer requests or a smaller explain`,
    );
  }
}

/** Answers 413 where the pools of rules are more than one answer may look at. */
export function refuseCostlyRules(
  lists: readonly { readonly rules: CheckedRules | undefined; readonly k: number }[],
): void {
  const looks = lists.reduce((sum, { rules, k }) => sum + (rules ? poolLooks(rules, k) : 0), 0);
  if (looks <= MAX_POOL_LOOKS) return;
  refuse(
    413,
    `diversity and exploration would look at ${looks} items of their pools, and one answer takes at most ${MAX_POOL_LOOKS}: send fewer requests, a smaller k or a smaller pool`,
  );
}
