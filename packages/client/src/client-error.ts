/** Problem details (RFC 9457), as the server answers an error. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId?: string;
  /** Where in the request, for one that does not fit its schema. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface ClientErrorOptions {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** The one error of the client: the server refused a request, gave no answer, or none in time. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: 'refused' | 'no-answer' | 'timed-out';
  /** The status of the answer, where there is one. */
  readonly status: number | undefined;
  /** What the server said, where it said it in problem details. */
  readonly problem: Problem | undefined;
  /** Seconds after which to try again, where the server named them (429, 503). */
  readonly retryAfter: number | undefined;

  constructor(code: ClientError['code'], message: string, options: ClientErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.problem = options.problem;
    this.retryAfter = options.retryAfter;
  }
}
