import type { Ranked } from './messages.js';

/**
 * Checks a ranking of all items: a score that is no finite number comes of damaged weights or a training that diverged. An
 * item whose score is -Infinity is missing from the ranking.
 */
export function requireFinite({ indices, scores }: Ranked, itemCount: number): void {
  const scoreOf = new Float32Array(itemCount + 2).fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < indices.length; place += 1) {
    scoreOf[indices[place] ?? 0] = scores[place] ?? 0;
  }
  for (let item = 1; item <= itemCount; item += 1) {
    const score = scoreOf[item];
    if (Number.isFinite(score)) continue;
    throw new Error(
      `it scores item ${item} as ${score}, which is not a finite number: its weights are damaged, or its training diverged; train it again`,
    );
  }
}
