export type RecommenderErrorCode =
  /** An option or an argument is wrong. */
  | 'invalid-option'
  /** The recommender has no events of users: it was loaded from a directory without them. */
  | 'no-events'
  /** New events do not fit those that the recommender has. */
  | 'unlike-events';

/**
 * What this package throws itself. Errors of the packages below pass through: `SeqrecDataError` for data, `ArtifactError`
 * and `FileError` for directories, `TrainingError` for a loss that diverges, `EngineError` without an engine. Each has a
 * `code` for programs and a message for people. An abort throws the reason of the signal.
 */
export class RecommenderError extends Error {
  readonly code: RecommenderErrorCode;

  constructor(code: RecommenderErrorCode, message: string) {
    super(message);
    this.name = 'RecommenderError';
    this.code = code;
  }
}
