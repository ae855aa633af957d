/** Problem details (RFC 9457), which the server sends with an error. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId?: string;
  /** The places in the request that do not match its schema. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface ClientErrorOptions {
  readonly status?: number | undefined;
  readonly problem?: Problem | undefined;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** The only error of the client: the server refused a request, or did not respond in time. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: 'refused' | 'no-answer' | 'timed-out';
  /** The HTTP status, if the server responded. */
  readonly status: number | undefined;
  /** The server's problem details, if it sent any. */
  readonly problem: Problem | undefined;
  /** The seconds to wait before a retry, if the server named them (429, 503). */
  readonly retryAfter: number | undefined;

  constructor(code: ClientError['code'], message: string, options: ClientErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.problem = options.problem;
    this.retryAfter = options.retryAfter;
  }
}
