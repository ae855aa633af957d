export type RegistryErrorCode =
  /** A name of a model, a version or an alias that none can have. */
  | 'invalid-name'
  /** There is no such model, version or alias. */
  | 'unknown'
  /** A version that is there already, with other settings or results. */
  | 'conflict'
  /** An alias that has named one version only. */
  | 'no-earlier'
  /** An alias file that says something else than one does. */
  | 'corrupt'
  /** A text that is no URL to fetch an artifact from. */
  | 'invalid-url'
  /** A server cannot be reached, refuses, falls silent or ends its answer too early. */
  | 'fetch-failed'
  /** What was fetched has not the hash that was wanted. */
  | 'wrong-hash'
  /** What was fetched is larger than a model may be. */
  | 'too-large'
  /** What was fetched is no archive of the files of an artifact. */
  | 'bad-archive'
  /** Another process has held the alias file for long. */
  | 'busy';

/** What this package throws. `code` is for programs, `message` for people. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;

  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RegistryError';
    this.code = code;
  }
}
