/** Values are likes if they are at least `threshold`, or above it if `exclusive`. */
export interface RatingRule {
  readonly threshold: number;
  readonly exclusive?: boolean | undefined;
  /** Whether other values are kept as dislikes (default) or dropped. */
  readonly below?: 'dislike' | 'drop' | undefined;
}
