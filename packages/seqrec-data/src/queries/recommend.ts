import type { Catalogue } from '../dataset/catalogue.js';
import type { History } from '../dataset/history.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import { requireWhole } from '../whole-number.js';
import { bestItems } from './best-items.js';
import type { ExternalHistory } from './external-history.js';
import {
  type ResolveId,
  refuseUnusable,
  resolveHistory,
  resolveLimits,
} from './resolve-request.js';
import type { ScoreMatrix, Scorer } from './scorer.js';
import type { UnusableId } from './unusable-id.js';

export interface Recommendation {
  readonly item: ExternalId;
  /** In 1..V. */
  readonly index: number;
  readonly title?: string;
  /** The scorer's score; comparable only within one list. */
  readonly score: number;
}

export interface RecommendOptions {
  /** The most items; there are fewer if fewer are left. Default 10. */
  readonly k?: number;
  /** Leave out the items of the history. Default true. */
  readonly excludeSeen?: boolean;
  /** Items never to recommend. */
  readonly exclude?: readonly ExternalId[];
  /**
   * The only items to recommend. `exclude` and `excludeSeen` have precedence. If none of the items can be used, it is
   * an error for any `unknown`; an empty list allows no items.
   */
  readonly allow?: readonly ExternalId[];
  /** Whether to leave out and report ids of the request that cannot be used, or to throw. Default `'ignore'`. */
  readonly unknown?: 'ignore' | 'error';
  /** Finds the item of an id. Default: `catalogue.resolve`. */
  readonly resolve?: ResolveId;
  /**
   * The scorer of histories without known items, for which a model has no information, e.g. popularity. Default: the
   * scorer itself.
   */
  readonly fallback?: Scorer;
}

export interface RecommendResult {
  /** Best first; among equal scores the lower index first. */
  readonly recommendations: readonly Recommendation[];
  /** The ids of the request that could not be used, with the reason; those of the history first, oldest first. */
  readonly ignored: readonly UnusableId[];
  /** Whether the history has no known items, in which case `fallback` scored it if there is one. */
  readonly withoutHistory: boolean;
}

/**
 * The items that a scorer ranks highest after a history, best first. The history may be empty; without times it can be
 * a list of ids, oldest first.
 *
 * @example
 * await recommend(scorer, catalogue, [318, 296], { k: 1 });
 * // { recommendations: [{ item: 50, index: 47, title: 'Usual Suspects, The', score: 7.1 }], ignored: [], withoutHistory: false }
 */
export async function recommend(
  scorer: Scorer,
  catalogue: Catalogue,
  history: readonly ExternalId[] | ExternalHistory,
  options: RecommendOptions = {},
): Promise<RecommendResult> {
  const [result] = await recommendBatch(scorer, catalogue, [history], options);
  return result as RecommendResult;
}

/** {@link recommend} for several histories, scored together; one result per history, in their order. */
export async function recommendBatch(
  scorer: Scorer,
  catalogue: Catalogue,
  histories: readonly (readonly ExternalId[] | ExternalHistory)[],
  options: RecommendOptions = {},
): Promise<RecommendResult[]> {
  const { k = 10, excludeSeen = true, unknown = 'ignore' } = options;
  requireWhole('k', k, 1);
  const { resolve = (id: ExternalId) => catalogue.resolve(id) } = options;
  const limits = resolveLimits(resolve, options);
  const queries = histories.map((history) => resolveHistory(resolve, history));
  if (unknown === 'error') {
    refuseUnusable([...queries.flatMap((query) => query.unusable), ...limits.unusable]);
  }
  if (queries.length === 0) return [];

  const { fallback = scorer } = options;
  const scored = await scoreHistories(
    queries.map(({ history }) => history),
    catalogue,
    ({ items }) => (items.length === 0 ? fallback : scorer),
  );
  const allow = limits.allow && new Set(limits.allow);
  return queries.map(({ history: { items }, unusable }, place) => {
    const { scores, row } = scored[place] as ScoredHistory;
    const best = bestItems(scores, row, {
      k,
      itemCount: catalogue.itemCount,
      exclude: new Set(excludeSeen ? [...limits.exclude, ...items] : limits.exclude),
      ...(allow && { allow }),
    });
    const recommendations = Array.from(best.indices, (index, rank): Recommendation => {
      const { id, title } = catalogue.item(index);
      const score = best.scores[rank] as number;
      return { item: id, index, ...(title !== undefined && { title }), score };
    });
    return {
      recommendations,
      ignored: [...unusable, ...limits.unusable],
      withoutHistory: items.length === 0,
    };
  });
}

interface ScoredHistory {
  readonly scores: ScoreMatrix;
  /** The row of the history in `scores`. */
  readonly row: number;
}

/** Scores each history by its scorer; calls each scorer at most once. */
async function scoreHistories(
  histories: readonly History[],
  { itemCount }: Catalogue,
  scorerOf: (history: History) => Scorer,
): Promise<ScoredHistory[]> {
  const scored: ScoredHistory[] = [];
  for (const scorer of new Set(histories.map(scorerOf))) {
    const own = [...histories.entries()].filter(([, history]) => scorerOf(history) === scorer);
    const scores = await scorer.score(own.map(([, history]) => history));
    if (scores.rows !== own.length || scores.width <= itemCount) {
      throw new SeqrecDataError(
        'invalid-option',
        `${scorer.name} gave ${scores.rows} rows of ${scores.width} scores, expected ${own.length} rows of at least ${itemCount + 1}; was it made for another catalogue?`,
      );
    }
    for (const [row, [place]] of own.entries()) scored[place] = { scores, row };
  }
  return scored;
}
