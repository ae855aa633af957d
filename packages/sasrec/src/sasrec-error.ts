/** What went wrong: a configuration out of range, or a network that is no SASRec. */
export type SasRecErrorCode = 'invalid-config' | 'invalid-network';

/** Thrown when a SASRec cannot be built as asked. */
export class SasRecError extends Error {
  override readonly name = 'SasRecError';
  readonly code: SasRecErrorCode;
  /** The option concerned, where it is one. */
  readonly option: string | undefined;

  constructor(
    code: SasRecErrorCode,
    message: string,
    { option, cause }: { readonly option?: string; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.option = option;
  }
}
