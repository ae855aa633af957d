import { bestItems, type History, type Scorer, scoreRow, tableRows } from '@org/seqrec-data';
import { modelScorer, type SequenceModel } from '@org/sequence-model';
import { biasRow } from './bias-row.js';
import type { Ranked, RankingLimits, RankQuery } from './messages.js';
import { requireFinite } from './require-finite.js';

/** Ranks by the scores of a TensorFlow.js engine: for models that have no graph, and engines other than ONNX Runtime. */
export interface ScoreRanker {
  readonly limits: RankingLimits;
  rank(queries: readonly RankQuery[]): Promise<readonly Ranked[]>;
}

/** Scores of one computation at the most: 32 MB of them, and a bound on how long one takes. */
const MAX_SCORES = 2 ** 23;
const MAX_ROWS = 64;

const NONE = new Int32Array(0);

/** Computes once, which pays for what engines prepare, and shows that the model's scores are numbers. */
export async function scoreRanker(model: SequenceModel): Promise<ScoreRanker> {
  const { itemCount, maxLength } = model;
  const scorer = modelScorer(model);
  const maxRows = Math.max(1, Math.min(MAX_ROWS, Math.floor(MAX_SCORES / tableRows(itemCount))));
  const secondsPerRow = await warmUp(model, scorer, maxRows);
  return {
    limits: { maxRows, maxSlots: maxRows * maxLength, maxLength, secondsPerRow },
    async rank(queries) {
      const scores = await scorer.score(queries.map(({ history }) => history));
      return queries.map(({ history, k, exclude = NONE, excludeSeen, allow, bias }, row) => {
        const own = scoreRow(scores, row);
        const width = own.length;
        const added = bias && biasRow({ bias, width });
        const best = bestItems(
          { rows: 1, width, data: added ? own.map((score, i) => score + (added[i] ?? 0)) : own },
          0,
          {
            ...{ k, itemCount },
            exclude: new Set(excludeSeen ? [...exclude, ...history.items] : exclude),
            ...(allow && { allow }),
          },
        );
        // What a bias forbids comes last.
        const forbidden = best.scores.indexOf(Number.NEGATIVE_INFINITY);
        if (forbidden < 0) return best;
        return {
          indices: best.indices.slice(0, forbidden),
          scores: best.scores.slice(0, forbidden),
        };
      });
    },
  };
}

/** Computes with the model in the shapes that serving meets; returns the seconds per history of a full computation. */
async function warmUp(
  { itemCount, maxLength }: SequenceModel,
  scorer: Scorer,
  maxRows: number,
): Promise<number> {
  const history = (length: number): History => ({
    items: Int32Array.from({ length }, (_, place) => 1 + (place % itemCount)),
    timestamps: BigInt64Array.from({ length }, (_, place) => BigInt(place)),
  });
  const full = history(maxLength);
  const indices = Int32Array.from({ length: itemCount }, (_, place) => place + 1);
  for (const histories of [[history(1)], [full], new Array(maxRows).fill(full)]) {
    const scores = scoreRow(await scorer.score(histories), 0).subarray(1, itemCount + 1);
    requireFinite({ indices, scores }, itemCount);
  }
  const start = performance.now();
  await scorer.score(new Array(maxRows).fill(full));
  return (performance.now() - start) / 1000 / maxRows;
}
