import { firstStageScores, RatingsError } from '@org/ratings';
import { bestItems, type Catalogue, type History, type Scorer, scoreRow } from '@org/seqrec-data';
import { DEFAULT_CANDIDATES, MOST_CANDIDATES } from './candidate-count.js';
import type { RatingArtifact } from './rating-artifact.js';
import { orderByRating } from './rating-order.js';
import { predictResolved, type ResolvedRatings } from './rating-requests.js';

export interface RerankingScorerOptions {
  /** The first stage, which finds candidates. */
  readonly scorer: Scorer;
  /** The items of its scores. */
  readonly catalogue: Catalogue;
  /** The second stage: a model of likes that reads only items and times. */
  readonly reranker: Pick<
    RatingArtifact,
    'model' | 'features' | 'catalogue' | 'timestampUnit' | 'reranking'
  >;
  /** N, the items of the first stage that are ordered again: 1 to 1,000; see {@link candidatesOf}. */
  readonly candidates: number;
  /** Whether to leave items of the history out of the candidates. Default true. */
  readonly excludeSeen?: boolean;
  /** The indices of items that may not be recommended. */
  readonly exclude?: Int32Array | undefined;
  /** The only item indices that are candidates. `exclude` has precedence. */
  readonly allow?: Int32Array | undefined;
}

/**
 * A recommender of two stages: the N items that the first stage scores highest are ordered by how likely the re-ranker says
 * they are liked; a re-ranker of the candidates of a first stage also reads their scores. They share the scores of the first
 * stage in the new order, so every other item keeps its score and stays below them. Items that the re-ranker does not know
 * keep their places. An engine must be running.
 *
 * @throws RatingsError `invalid-option` for a number of candidates out of range, and for a model that needs more than items
 * and times: see {@link isReranker}.
 */
export function rerankingScorer({
  scorer,
  catalogue,
  reranker,
  candidates,
  excludeSeen = true,
  exclude = new Int32Array(),
  allow,
}: RerankingScorerOptions): Scorer {
  if (!Number.isInteger(candidates) || candidates < 1 || candidates > MOST_CANDIDATES) {
    throw new RatingsError(
      'invalid-option',
      `the candidates of a re-ranker are a whole number from 1 to ${MOST_CANDIDATES}, got ${candidates}`,
    );
  }
  if (!isReranker(reranker)) {
    throw new RatingsError(
      'invalid-option',
      'the model reads ratings or users, which a history lacks: a re-ranker is trained with the loss log on implicit data',
    );
  }
  const { itemCount } = catalogue;
  const ownIndex = exactIndices(reranker.catalogue, catalogue);
  const allowed = allow && new Set(allow);
  return {
    name: `${scorer.name}+bst`,
    async score(histories) {
      const scores = await scorer.score(histories);
      const data = scores.data.slice();
      const found = histories.map(({ items }, row) =>
        bestItems(scores, row, {
          ...{ k: candidates, itemCount, ...(allowed && { allow: allowed }) },
          exclude: new Set(excludeSeen ? [...exclude, ...items] : exclude),
        }),
      );
      const places = found.map(({ indices }) => indices.filter((item) => ownIndex[item] !== 0));
      const likes = await predictResolved(
        reranker,
        histories.map((history, row) => {
          const { indices, scores } = found[row] as (typeof found)[number];
          const all = firstStageScores(scores);
          const ofKnown = (column: Float32Array) =>
            column.filter((_, place) => ownIndex[indices[place] as number] !== 0);
          return {
            ...queryOf(history, ownIndex, reranker.timestampUnit),
            items: Array.from(places[row] ?? [], (item) => ownIndex[item] as number),
            firstStage: { shares: ofKnown(all.shares), ranks: ofKnown(all.ranks) },
          };
        }),
      );
      for (const [row, items] of places.entries()) {
        const ordered = orderByRating(items, likes[row] ?? []);
        const from = scoreRow(scores, row);
        const to = data.subarray(row * scores.width, (row + 1) * scores.width);
        for (const [rank, item] of ordered.entries()) {
          to[item] = from[items[rank] as number] as number;
        }
      }
      return { ...scores, data };
    },
  };
}

/** Whether a model needs only what every history has: items, and times if there are any. */
export function isReranker({
  model,
  features,
}: Pick<RatingArtifact, 'model' | 'features'>): boolean {
  const { levels } = features.learned;
  return (
    model.config.loss === 'log' &&
    model.config.userCount === 0 &&
    levels.length === 1 &&
    levels[0] === 1
  );
}

/** How many candidates a re-ranker orders: as many as in its training, else {@link DEFAULT_CANDIDATES}. */
export function candidatesOf({ reranking }: Pick<RatingArtifact, 'reranking'>): number {
  return reranking?.candidates ?? DEFAULT_CANDIDATES;
}

/** `[V + 1]`: the index of each item of `catalogue` in `own`, 0 if it lacks the item. */
function exactIndices(own: Catalogue, catalogue: Catalogue): Int32Array {
  const indices = new Int32Array(catalogue.itemCount + 1);
  const indexOf = new Map(own.items.map(({ id, index }) => [id, index]));
  for (const { id, index } of catalogue.items) indices[index] = indexOf.get(id) ?? 0;
  return indices;
}

function queryOf(
  { items, timestamps }: History,
  ownIndex: Int32Array,
  unit: RatingArtifact['timestampUnit'],
): Pick<ResolvedRatings, 'user' | 'time'> {
  const known = Array.from(items.keys()).filter((place) => ownIndex[items[place] as number] !== 0);
  const perSecond = unit === 'milliseconds' ? 1000 : 1;
  const times = timestamps && known.map((place) => Number(timestamps[place]) / perSecond);
  return {
    user: {
      items: known.map((place) => ownIndex[items[place] as number] as number),
      values: known.map(() => 1),
      ...(times && { times }),
    },
    time: times?.at(-1),
  };
}
