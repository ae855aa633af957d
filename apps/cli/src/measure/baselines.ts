import type { Scorer, Sequences } from '@org/seqrec-data';
import type { EvaluationSettings } from '../config/configuration.js';
import { popularityScorer } from '../data/popularity.js';
import { CliError } from '../program/cli-error.js';

type BaselineName = EvaluationSettings['baselines'][number];

export interface BaselineData {
  /** What the baselines are fitted to; not asked for where popularity is the only one. */
  readonly train: () => Sequences;
  readonly itemCount: number;
  /** Training counts by item index, length V + 1. */
  readonly popularity: ArrayLike<number>;
}

/** Popularity, without which no number can be judged, and the baselines that are asked for, fitted. */
export async function baselineScorers(
  names: readonly BaselineName[],
  { train, itemCount, popularity }: BaselineData,
): Promise<Scorer[]> {
  const fitted = names.find((name) => name !== 'popularity');
  if (fitted !== undefined && train().items.length === 0) {
    throw new CliError(
      'usage',
      `the split leaves nothing to fit ${fitted} to: use --baselines popularity, whose counts are the model's`,
    );
  }
  const baselines = await import('@org/baselines');
  const fit: Readonly<Record<BaselineName, () => Scorer>> = {
    popularity: () => popularityScorer(popularity, itemCount),
    'recent-popularity': () =>
      baselines.recentPopularity(train(), { itemCount, window: recentWindow(train()) }),
    markov: () => baselines.markov(train(), { itemCount }),
    'item-knn': () => baselines.itemKnn(train(), { itemCount }),
    ease: () => baselines.ease(train(), { itemCount }),
    'implicit-als': () => baselines.implicitAls(train(), { itemCount }),
  };
  return [...new Set<BaselineName>(['popularity', ...names])].map((name) => fit[name]());
}

/** The last tenth of the time that the training part spans. */
function recentWindow({ timestamps = new BigInt64Array() }: Sequences): number {
  let [first = 0n] = timestamps;
  let last = first;
  for (const time of timestamps) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return Math.max(1, (Number(last) - Number(first)) / 10);
}
