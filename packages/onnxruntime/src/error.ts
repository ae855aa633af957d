export type OnnxRuntimeErrorCode =
  /** No package with a binary for this platform is installed. */
  | 'no-binary'
  /** The system cannot load the binary. */
  | 'unusable-binary';

/** What this package throws at its import. `code` is for programs, `message` for people. */
export class OnnxRuntimeError extends Error {
  override readonly name: string = 'OnnxRuntimeError';
  readonly code: OnnxRuntimeErrorCode;

  constructor(code: OnnxRuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
