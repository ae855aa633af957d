import type { Catalogue } from '../dataset/catalogue.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import { bestItems } from './best-items.js';
import {
  type ExternalHistory,
  indicesOf,
  type KnownHistory,
  knownHistory,
} from './external-history.js';
import type { ScoreMatrix, Scorer } from './scorer.js';

export interface Recommendation {
  readonly item: ExternalId;
  /** In 1..V. */
  readonly index: number;
  readonly title?: string;
  /** As the scorer gave it; comparable within one list only. */
  readonly score: number;
}

export interface RecommendOptions {
  /** At most so many items; fewer where fewer are left. Default 10. */
  readonly k?: number;
  /** Leave out the items of the history. Default true. */
  readonly excludeSeen?: boolean;
  /** Items never to recommend. */
  readonly exclude?: readonly ExternalId[];
  /** The only items to recommend. `exclude` and `excludeSeen` win over it. */
  readonly allow?: readonly ExternalId[];
  /**
   * Ids that the catalogue does not hold, in the history, in `exclude` or in `allow`: pass over them, or throw.
   * Default `'ignore'`.
   */
  readonly unknown?: 'ignore' | 'error';
  /**
   * Answers after histories that are empty or hold nothing that the catalogue knows, of which a model can say nothing:
   * popularity, say. Default: the scorer itself.
   */
  readonly fallback?: Scorer;
}

export interface RecommendResult {
  /** Best first; among equal scores the lower index first. */
  readonly recommendations: readonly Recommendation[];
  /** Ids of the history that the catalogue does not hold, in the order of the history. */
  readonly ignored: readonly ExternalId[];
}

/**
 * The items a scorer ranks highest after a history, best first. The history may be empty; without times it can be a bare
 * list of ids, oldest first.
 *
 * @example
 * await recommend(scorer, catalogue, [318, 296], { k: 1 });
 * // { recommendations: [{ item: 50, index: 47, title: 'Usual Suspects, The', score: 7.1 }], ignored: [] }
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
  if (!Number.isInteger(k) || k < 1) {
    throw new SeqrecDataError('invalid-option', `k is a whole number of at least 1, got ${k}`);
  }
  const exclude = indicesOf(catalogue, options.exclude ?? [], { unknown, where: 'exclude' }).known;
  const allow =
    options.allow && indicesOf(catalogue, options.allow, { unknown, where: 'allow' }).known;
  const queries = histories.map((history) => knownHistory(catalogue, history, unknown));
  if (queries.length === 0) return [];

  const { fallback = scorer } = options;
  const scored = await scoreQueries(queries, catalogue, ({ known }) =>
    known.items.length === 0 ? fallback : scorer,
  );
  return scored.map(({ query: { known, ignored }, scores, row }) => {
    const best = bestItems(scores, row, {
      k,
      itemCount: catalogue.itemCount,
      exclude: new Set(excludeSeen ? [...exclude, ...known.items] : exclude),
      ...(allow && { allow: new Set(allow) }),
    });
    const recommendations = Array.from(best.indices, (index, place): Recommendation => {
      const { id, title } = catalogue.item(index);
      const score = best.scores[place] as number;
      return { item: id, index, ...(title !== undefined && { title }), score };
    });
    return { recommendations, ignored };
  });
}

interface ScoredQuery {
  readonly query: KnownHistory;
  readonly scores: ScoreMatrix;
  /** Of the query in `scores`. */
  readonly row: number;
}

/** Scores each query by the scorer chosen for it, in the order of the queries; each scorer is called once at most. */
async function scoreQueries(
  queries: readonly KnownHistory[],
  { itemCount }: Catalogue,
  scorerOf: (query: KnownHistory) => Scorer,
): Promise<ScoredQuery[]> {
  const scored: ScoredQuery[] = [];
  for (const scorer of new Set(queries.map(scorerOf))) {
    const own = [...queries.entries()].filter(([, query]) => scorerOf(query) === scorer);
    const scores = await scorer.score(own.map(([, { known }]) => known));
    if (scores.rows !== own.length || scores.width <= itemCount) {
      throw new SeqrecDataError(
        'invalid-option',
        `${scorer.name} gave ${scores.rows} rows of ${scores.width} scores, expected ${own.length} rows of at least ${itemCount + 1}; was it made for another catalogue?`,
      );
    }
    for (const [row, [place, query]] of own.entries()) scored[place] = { query, scores, row };
  }
  return scored;
}
