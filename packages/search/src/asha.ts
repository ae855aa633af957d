import { requireWhole, SearchError } from './error.js';
import { type JobResult, resultsOfRung, type TrialJob } from './trial-job.js';

export interface RungOptions {
  /** Epochs of the first rung. */
  readonly minEpochs: number;
  /** Epochs of the last rung, which only promoted trials reach. */
  readonly maxEpochs: number;
  /** η: one in η trials is promoted and trained η times as long. At least 2. */
  readonly reduction: number;
}

/**
 * The epochs at which trials are compared: `minEpochs`, then each `reduction` times the previous one, and finally
 * `maxEpochs`.
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
  /** The number of trials. */
  readonly trials: number;
  /** The number of rungs. With one rung every trial runs to its end, in order. */
  readonly rungs: number;
  /** η. */
  readonly reduction: number;
}

/**
 * The next job by asynchronous successive halving (Li et al. 2018, https://arxiv.org/abs/1810.05934, algorithm 2):
 * from the highest rung down, promote a trial that is among the best 1/η of its rung's results and was not promoted yet;
 * if there is none, begin the next trial. Nothing waits for a rung to fill. Undefined means: wait for another result, or,
 * once no job is running, the search is over.
 *
 * A pure function of the jobs begun and the results so far: it reads no clock and draws nothing. A failed trial counts as
 * the worst of its rung and is never promoted; among equal values the earlier trial wins.
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
