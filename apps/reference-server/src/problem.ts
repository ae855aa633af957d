import { STATUS_CODES } from 'node:http';
import type { ServingError, ServingErrorCode } from '@org/serving';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Where the standard phrase says too little. */
const TITLES: Readonly<Record<number, string>> = {
  499: 'Client closed request',
  504: 'Timed out',
};

/** A body with more errors than these is mostly wrong as a whole; more of them say no more. */
export const MAX_ERRORS = 10;

/** An error answer, as RFC 9457 lays it out. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId?: string;
  /** Where in the body, for a body that does not fit its schema. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export interface RefusalOptions {
  readonly errors?: Problem['errors'];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that the app answers with, as problem details. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly options: RefusalOptions;

  constructor(status: number, detail: string, options: RefusalOptions = {}) {
    super(detail);
    this.status = status;
    this.options = options;
  }
}

export function refuse(status: number, detail: string, options?: RefusalOptions): never {
  throw new Refusal(status, detail, options);
}

/** A refusal that holds for now only; `seconds` is when to try again. */
export function unavailable(detail: string, seconds = 1): Refusal {
  return new Refusal(503, detail, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
  });
}

const STATUSES: Readonly<Record<ServingErrorCode, number>> = {
  unavailable: 503,
  'unknown-model': 422,
  'too-large': 413,
  'caller-gone': 499,
};

/** What the model's side refuses, as an answer. */
export function refusalOfModel({ code, message, retryAfter }: ServingError): Refusal {
  return code === 'unavailable'
    ? unavailable(message, retryAfter)
    : new Refusal(STATUSES[code], message);
}

/** The client closed the connection before its answer; nobody reads this one. */
export function clientGone(): Refusal {
  return new Refusal(499, 'the client closed the connection before the answer');
}

export function problemBody(
  status: number,
  detail: string,
  members: Pick<Problem, 'requestId' | 'errors'> = {},
): Problem {
  const title = TITLES[status] ?? STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, detail, ...members };
}

export function problem(
  context: Context,
  status: number,
  detail: string,
  { errors, headers }: RefusalOptions = {},
): Response {
  const requestId: string = context.get('requestId');
  const body = problemBody(status, detail, { requestId, ...(errors && { errors }) });
  return context.json(body, status as ContentfulStatusCode, {
    ...headers,
    'content-type': 'application/problem+json',
  });
}
