import { blendedScore, bstPredictor, type Reranking } from '@org/bst';
import { meanMetrics, perUserMetrics, targetRank } from '@org/metrics';
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
  const predictor = bstPredictor({ model, features });
  // The target's rank in each list, by weight.
  const ranks = WEIGHTS.map(() => new Float64Array(found.length));
  const progress = new ProgressLine(terminal);
  try {
    for (let from = 0; from < found.length; from += AT_ONCE) {
      const rows = Array.from(found.subarray(from, from + AT_ONCE), (event) => ({
        event,
        items: lists.items(event),
      }));
      const events = Int32Array.from(
        rows.flatMap(({ event, items }) => Array(items.length).fill(event)),
      );
      const items = Int32Array.from(rows.flatMap((row) => [...row.items]));
      const questions = likeQuestions(data, { events, items }, { targetTime, candidates: lists });
      const scores = await predictor.scores(questions);
      const shares = questions.firstStage?.shares;
      let start = 0;
      for (const [row, { event, items: list }] of rows.entries()) {
        const own = scores.subarray(start, start + list.length);
        const target = list.indexOf(data.items[event] as number);
        for (const [place, weight] of WEIGHTS.entries()) {
          const blended = Float64Array.from(own, (score, i) =>
            blendedScore(score, shares?.[start + i], weight),
          );
          (ranks[place] as Float64Array)[from + row] = targetRank(blended, target);
        }
        start += list.length;
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
  const means = ranks.map(meanGain);
  // With equal weights, the largest one changes the order the least.
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

/** The mean NDCG@10 of lists in which the target has these ranks. */
function meanGain(ranks: Float64Array): number {
  const perList = perUserMetrics(
    Array.from(ranks, (rank) => [rank]),
    { ks: [10], metrics: ['ndcg'] },
  );
  return meanMetrics(perList)['ndcg@10'];
}
