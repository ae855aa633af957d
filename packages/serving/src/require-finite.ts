import type { Ranked } from './messages.js';

/**
 * Checks a ranking of all items: a score that is no finite number comes of damaged weights or a training that diverged. An
 * item whose score is -Infinity is missing from the ranking.
 */
export function requireFinite({ indices, scores }: Ranked, itemCount: number): void {
  const scoreOf = new Map(Array.from(indices, (item, place) => [item, scores[place]]));
  for (let item = 1; item <= itemCount; item += 1) {
    const score = scoreOf.get(item) ?? Number.NEGATIVE_INFINITY;
    if (Number.isFinite(score)) continue;
    throw new Error(
      `it scores item ${item} as ${score}, which is not a finite number: its weights are damaged, or its training diverged; train it again`,
    );
  }
}
