/** A piece of work: to train a trial up to a rung. Both are counted from 0. */
export interface TrialJob {
  readonly trial: number;
  readonly rung: number;
}

/** What came of a job. */
export interface JobResult extends TrialJob {
  /** The best validation of the trial so far, higher is better. Undefined when the trial failed. */
  readonly value: number | undefined;
}

/** The results of one rung, the best first; failed trials last, the earlier of equal trials first. */
export function resultsOfRung<Result extends JobResult>(
  results: readonly Result[],
  rung: number,
): Result[] {
  return results
    .filter((result) => result.rung === rung)
    .sort((a, b) => worth(b) - worth(a) || a.trial - b.trial);
}

/** The newest result of each trial, the best first. */
export function rankedTrials<Result extends JobResult>(results: readonly Result[]): Result[] {
  const newest = new Map<number, Result>();
  for (const result of results) newest.set(result.trial, result);
  return [...newest.values()].sort((a, b) => worth(b) - worth(a) || a.trial - b.trial);
}

// Not minus infinity, whose difference from itself is no number to sort by.
function worth({ value }: JobResult): number {
  return value ?? -Number.MAX_VALUE;
}
