import { bstPredictor, type Reranking } from '@org/bst';
import { likeQuestions } from '@org/ratings';
import { formatCount } from '../output/format.js';
import { ProgressLine } from '../output/progress.js';
import type { Terminal } from '../output/terminal.js';
import type { FirstStage } from './first-stage.js';
import type { LikeTask } from './like-model.js';
import type { RatingModel } from './rating-run.js';

/** The weights of the first stage that are tried. */
const WEIGHTS = Array.from({ length: 11 }, (_, tenths) => tenths / 10);
/** Lists that are ordered at once. */
const AT_ONCE = 256;

export interface ChooseRerankingOptions {
  readonly firstStage: FirstStage;
  readonly terminal: Terminal;
}

/** How a re-ranker orders the validation's lists with the chosen weight, and with the ends of the scale. */
export interface ChosenReranking extends Reranking {
  readonly validation: {
    readonly lists: number;
    /** NDCG@10 of the lists whose candidates have the target. */
    readonly 'ndcg@10': {
      readonly chosen: number;
      readonly firstStage: number;
      readonly reranker: number;
    };
  };
}

/**
 * Chooses how much of the order is the score of the first stage: the weight with the best NDCG@10 over the validation's lists.
 * The weight 1 is the order of the first stage, so the lists of the validation do not become worse.
 */
export async function chooseReranking(
  { data, features, model, split }: Pick<RatingModel, 'data' | 'features' | 'model' | 'split'>,
  { targetTime }: Pick<LikeTask, 'targetTime'>,
  { firstStage: { lists, candidates }, terminal }: ChooseRerankingOptions,
): Promise<ChosenReranking> {
  const found = lists.found(data, split.validation);
  const sums = WEIGHTS.map(() => 0);
  const progress = new ProgressLine(terminal);
  try {
    for (let from = 0; from < found.length; from += AT_ONCE) {
      const some = found.subarray(from, from + AT_ONCE);
      const rows = Array.from(some, (event) => ({ event, items: lists.items(event) }));
      const events = Int32Array.from(
        rows.flatMap(({ event, items }) => Array(items.length).fill(event)),
      );
      const items = Int32Array.from(rows.flatMap((row) => [...row.items]));
      const questions = likeQuestions(data, { events, items }, { targetTime, candidates: lists });
      const likes = await bstPredictor({ model, features }).predict(questions);
      const logits = Array.from(likes, logitOf);
      const { shares } = lists.of(events, items);
      let start = 0;
      for (const { event, items: list } of rows) {
        const end = start + list.length;
        const target = list.indexOf(data.items[event] as number);
        for (const [place, weight] of WEIGHTS.entries()) {
          const scores = logits
            .slice(start, end)
            .map((logit, i) => weight * (shares[start + i] as number) + (1 - weight) * logit);
          sums[place] = (sums[place] as number) + gainAt(rankOf(scores, target));
        }
        start = end;
      }
      progress.update({
        label: 'choosing the weight',
        share: from / found.length,
        details: [`${formatCount(from)}/${formatCount(found.length)} lists`],
      });
    }
  } finally {
    progress.clear();
  }
  const means = sums.map((sum) => sum / Math.max(1, found.length));
  // Of equal weights, the largest changes the least.
  const best = means.lastIndexOf(Math.max(...means));
  const [reranker, first] = [means[0] as number, means.at(-1) as number];
  const firstStageWeight = WEIGHTS[best] as number;
  terminal.note(
    `weight   ${firstStageWeight} of the first stage: NDCG@10 of ${formatCount(found.length)} validation lists ${(means[best] as number).toFixed(4)}, first stage alone ${first.toFixed(4)}, re-ranker alone ${reranker.toFixed(4)}`,
  );
  return {
    candidates,
    firstStageWeight,
    validation: {
      lists: found.length,
      'ndcg@10': { chosen: means[best] as number, firstStage: first, reranker },
    },
  };
}

/** Finite, although a float32 probability may be 0 or 1. */
function logitOf(probability: number): number {
  const p = Math.min(1 - 1e-7, Math.max(1e-30, probability));
  return Math.log(p) - Math.log1p(-p);
}

/** From 1; among equal scores the earlier candidate is better. */
function rankOf(scores: readonly number[], target: number): number {
  const own = scores[target] as number;
  return scores.reduce(
    (rank, score, place) => (score > own || (score === own && place < target) ? rank + 1 : rank),
    1,
  );
}

function gainAt(rank: number): number {
  return rank > 10 ? 0 : 1 / Math.log2(rank + 1);
}
