/** What went wrong: a configuration out of range, or a network that is no BERT4Rec. */
export type Bert4RecErrorCode = 'invalid-config' | 'invalid-network';

/** Thrown when a BERT4Rec cannot be built as asked. */
export class Bert4RecError extends Error {
  override readonly name = 'Bert4RecError';
  readonly code: Bert4RecErrorCode;
  /** The option concerned, where it is one. */
  readonly option: string | undefined;

  constructor(
    code: Bert4RecErrorCode,
    message: string,
    { option, cause }: { readonly option?: string; readonly cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.option = option;
  }
}
