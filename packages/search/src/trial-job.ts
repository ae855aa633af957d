/** A job: train a trial up to a rung. Both count from 0. */
export interface TrialJob {
  readonly trial: number;
  readonly rung: number;
}

/** The result of a job. */
export interface JobResult extends TrialJob {
  /** The trial's best validation so far; higher is better. Undefined if the trial failed. */
  readonly value: number | undefined;
}

/** The results of one rung, best first; failed trials last, earlier trials first among equals. */
export function resultsOfRung<Result extends JobResult>(
  results: readonly Result[],
  rung: number,
): Result[] {
  return results
    .filter((result) => result.rung === rung)
    .sort((a, b) => worth(b) - worth(a) || a.trial - b.trial);
}

/** The newest result of each trial, best first. */
export function rankedTrials<Result extends JobResult>(results: readonly Result[]): Result[] {
  const newest = new Map<number, Result>();
  for (const result of results) newest.set(result.trial, result);
  return [...newest.values()].sort((a, b) => worth(b) - worth(a) || a.trial - b.trial);
}

// Not minus infinity: its difference from itself is NaN.
function worth({ value }: JobResult): number {
  return value ?? -Number.MAX_VALUE;
}
