import { requireWhole, SearchError } from './error.js';
import { type JobResult, resultsOfRung, type TrialJob } from './trial-job.js';

export interface RungOptions {
  /** Epochs of the first rung. */
  readonly minEpochs: number;
  /** Epochs of the last rung: what a trial gets that is never left behind. */
  readonly maxEpochs: number;
  /** η: one trial in so many is promoted, and trained so many times as long. At least 2. */
  readonly reduction: number;
}

/**
 * The epochs at which trials are compared: `minEpochs`, each further one `reduction` times the one before, and at the
 * end `maxEpochs`.
 *
 * @example
 * rungEpochs({ minEpochs: 2, maxEpochs: 20, reduction: 3 }); // [2, 6, 18, 20]
 */
export function rungEpochs({ minEpochs, maxEpochs, reduction }: RungOptions): number[] {
  requireWhole('minEpochs', minEpochs, 1);
  requireWhole('maxEpochs', maxEpochs, 1);
  requireWhole('reduction', reduction, 2);
  if (minEpochs > maxEpochs) {
    throw new SearchError(
      'invalid-option',
      `minEpochs is at most maxEpochs, got ${minEpochs} and ${maxEpochs}`,
    );
  }
  const rungs: number[] = [];
  for (let epochs = minEpochs; epochs < maxEpochs; epochs *= reduction) rungs.push(epochs);
  return [...rungs, maxEpochs];
}

export interface Schedule {
  /** How many trials there are. */
  readonly trials: number;
  /** How many rungs there are. With a single one every trial is simply run to its end, in order. */
  readonly rungs: number;
  /** η. */
  readonly reduction: number;
}

/**
 * What to do next by asynchronous successive halving (Li et al. 2018, https://arxiv.org/abs/1810.05934, algorithm 2):
 * from the highest rung down, a trial that is among the best 1/η of the results of its rung and was not promoted yet
 * goes on to the next rung; where there is none, the next trial begins. Nothing waits for a rung to fill. Undefined
 * when there is nothing to do until another result comes, and for good once no job is running.
 *
 * It is a function of the jobs begun and the results so far, and asks for no clock and no draw. A failed trial counts
 * in its rung, as the worst, and is never promoted; of equal values the earlier trial is the better.
 */
export function nextJob(
  begun: readonly TrialJob[],
  results: readonly JobResult[],
  { trials, rungs, reduction }: Schedule,
): TrialJob | undefined {
  for (let rung = rungs - 2; rung >= 0; rung -= 1) {
    const ranked = resultsOfRung(results, rung);
    const promoted = new Set(
      begun.filter((job) => job.rung === rung + 1).map(({ trial }) => trial),
    );
    const next = ranked
      .slice(0, Math.floor(ranked.length / reduction))
      .find(({ trial, value }) => value !== undefined && !promoted.has(trial));
    if (next !== undefined) return { trial: next.trial, rung: rung + 1 };
  }
  const trial = begun.filter(({ rung }) => rung === 0).length;
  return trial < trials ? { trial, rung: 0 } : undefined;
}
