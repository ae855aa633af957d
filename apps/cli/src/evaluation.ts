import type { EvaluationSet, Scorer } from '@org/seqrec-data';
import { evaluate } from '@org/training';
import type { EvaluationSettings } from './config/configuration.js';
import type { ScorerScores } from './train/job.js';

export interface CompareOptions {
  readonly set: EvaluationSet;
  readonly itemCount: number;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
  readonly settings: EvaluationSettings;
  readonly signal?: AbortSignal;
  readonly onProgress: (scorer: string, users: number, totalUsers: number) => void;
  readonly onScores: (scores: ScorerScores) => void;
}

/** Measures scorers on the same held-out items, by full ranking. */
export async function compareScorers(
  scorers: readonly Scorer[],
  options: CompareOptions,
): Promise<ScorerScores[]> {
  const { set, itemCount, popularity, settings, signal, onProgress, onScores } = options;
  const all: ScorerScores[] = [];
  for (const scorer of scorers) {
    const started = performance.now();
    const { protocol, users, metrics, catalogue } = await evaluate(scorer, set, {
      itemCount,
      ks: settings.ks,
      excludeSeen: settings.excludeSeen,
      popularity,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (done, total) => onProgress(scorer.name, done, total),
    });
    const scores: ScorerScores = {
      scorer: scorer.name,
      protocol,
      users,
      metrics,
      ...(catalogue === undefined ? {} : { catalogue }),
      seconds: (performance.now() - started) / 1000,
    };
    onScores(scores);
    all.push(scores);
  }
  return all;
}
