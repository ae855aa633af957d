import type { EvaluationSet } from '@org/seqrec-data/web';

/** An evaluation set that is read part by part, so that memory holds the histories of one. */
export interface EvaluationParts {
  /** The number of users of all parts. */
  readonly size: number;
  /** Whether any user has several targets. */
  readonly hasSeveralTargets: boolean;
  /** Consecutive users. Each call begins with the first part. */
  readonly parts: () => AsyncIterable<EvaluationSet>;
}

/** Whether any user of a set has several targets, so that metrics count more than one hit. */
export function hasSeveralTargets(set: EvaluationSet | EvaluationParts): boolean {
  if ('parts' in set) return set.hasSeveralTargets;
  for (let user = 0; user < set.size; user += 1) if (set.targets(user).length > 1) return true;
  return false;
}

/** The parts of a set; one that is in memory is its own only part. */
export function partsOf(
  set: EvaluationSet | EvaluationParts,
): Iterable<EvaluationSet> | AsyncIterable<EvaluationSet> {
  return 'parts' in set ? set.parts() : [set];
}
