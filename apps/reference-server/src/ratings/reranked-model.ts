import { orderByRating } from '@org/bst/rating-order';
import { withoutLeftOut } from '@org/rules';
import type { Caller, Ranked, RankQuery, ServedModel } from '@org/serving';
import type { RatingService } from './rating-host.js';

/** A second stage, which orders the candidates of the models again. */
export interface Reranker {
  readonly ratings: Pick<RatingService, 'model' | 'predict'>;
  /** N, at least 1; undefined: as many as the re-ranker was trained with. */
  readonly candidates: number | undefined;
}

/**
 * A model whose N best items are ordered again by how likely they are liked, as `rerankingScorer` of `@org/bst` does; the
 * same model without a re-ranker. The items share the scores of the model in the new order. Those that the re-ranker does
 * not know keep their places.
 */
export function rerankedModel(model: ServedModel, reranker: Reranker | undefined): ServedModel {
  if (reranker === undefined) return model;
  return {
    ...model,
    async rank(queries, caller) {
      // Lists by popularity do not wait for the re-ranker.
      if (queries.length === 0) return model.rank(queries, caller);
      const { ratings, candidates = ratings.model().candidates } = reranker;
      const wanted = queries.map((query) => ({ ...query, k: Math.max(query.k, candidates) }));
      const ranked = await model.rank(wanted, caller);
      const lists: Ranked[] = [];
      // One after the other: a batch takes one place in the queue of the thread.
      for (const [place, list] of ranked.entries()) {
        const query = queries[place] as RankQuery;
        const { indices, scores } = await reranked(model, list, {
          query,
          ratings,
          candidates,
          caller,
        });
        lists.push({ indices: indices.subarray(0, query.k), scores: scores.subarray(0, query.k) });
      }
      return lists;
    },
  };
}

interface RerankedQuery {
  readonly query: RankQuery;
  readonly ratings: Reranker['ratings'];
  readonly candidates: number;
  readonly caller: Caller;
}

async function reranked(
  { catalogue }: ServedModel,
  { indices, scores }: Ranked,
  { query: { history }, ratings, candidates, caller }: RerankedQuery,
): Promise<Ranked> {
  const idOf = (index: number) => catalogue.item(index).id;
  // Items that rules leave out are at the end of a list: ordered again, they would move above the others.
  const best = withoutLeftOut({
    indices: indices.subarray(0, candidates),
    scores: scores.subarray(0, candidates),
  });
  if (best.indices.length === 0) return { indices, scores };
  const { timestamps } = history;
  const answer = await ratings.predict(
    {
      history: Array.from(history.items, idOf),
      ratings: Array.from(history.items, () => 1),
      ...(timestamps && { timestamps: Array.from(timestamps, Number) }),
      items: Array.from(best.indices, idOf),
      scores: Array.from(best.scores),
    },
    caller,
  );
  const likes = new Map(answer.ratings.map(({ id, rating }) => [id, rating]));
  const result = indices.slice();
  result.set(
    orderByRating(
      best.indices,
      Array.from(best.indices, (index) => likes.get(idOf(index))),
    ),
  );
  return { indices: result, scores };
}
