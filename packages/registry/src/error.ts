export type RegistryErrorCode =
  /** An invalid name of a model, a version or an alias. */
  | 'invalid-name'
  /** The model, version or alias does not exist. */
  | 'unknown'
  /** The version exists already, with other settings or results. */
  | 'conflict'
  /** The alias has only named one version. */
  | 'no-earlier'
  /** The alias file or the experiment file is invalid. */
  | 'corrupt'
  /** A text that is not a URL that can be fetched. */
  | 'invalid-url'
  /** A server cannot be reached, refuses, falls silent or ends its answer too early. */
  | 'fetch-failed'
  /** The fetched content does not have the expected hash. */
  | 'wrong-hash'
  /** The fetched content is larger than a model may be. */
  | 'too-large'
  /** The fetched content is not an archive of an artifact. */
  | 'bad-archive'
  /** Another process kept the alias file locked for too long. */
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
