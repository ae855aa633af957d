/** More candidates than this take a network too long. */
export const MOST_CANDIDATES = 1000;
