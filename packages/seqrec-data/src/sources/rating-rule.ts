/** Which values are likes: those of at least `threshold`, or above it if `exclusive`. */
export interface RatingRule {
  readonly threshold: number;
  readonly exclusive?: boolean | undefined;
  /** What happens to the others: they are kept as dislikes (default) or dropped. */
  readonly below?: 'dislike' | 'drop' | undefined;
}
