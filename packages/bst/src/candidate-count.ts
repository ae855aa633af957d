/** More candidates than this take a network too long. */
export const MOST_CANDIDATES = 1000;

/** The candidates that a re-ranker orders where neither its training nor anyone else says how many. */
export const DEFAULT_CANDIDATES = 100;
