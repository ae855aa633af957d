/** Tells code which kind of error it caught. */
export type OnnxBackendErrorCode =
  | 'session-failed'
  | 'runtime-unavailable'
  | 'read-while-tracing'
  | 'random-while-tracing'
  | 'bad-batch'
  | 'bad-shape'
  | 'unsupported-dtype'
  | 'missing-kernel'
  | 'unsupported-form'
  | 'not-exportable'
  | 'worker-failed';

export interface OnnxBackendErrorDetails {
  readonly cause?: unknown;
  /** The tfjs kernel that recorded the failing node, e.g. `GatherV2`. */
  readonly kernel?: string;
}

/** Every error this package throws on purpose. */
export class OnnxBackendError extends Error {
  override readonly name: string = 'OnnxBackendError';
  readonly code: OnnxBackendErrorCode;
  readonly kernel: string | undefined;

  constructor(code: OnnxBackendErrorCode, message: string, details: OnnxBackendErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.kernel = details.kernel;
  }
}
