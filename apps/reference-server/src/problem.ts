import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Body too large',
  415: 'Unsupported media type',
  422: 'Unknown item',
  500: 'Internal error',
  503: 'Not ready',
  504: 'Timed out',
};

/** An answer that is an error, as RFC 9457 lays it out. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  /** Where in the body, for a body that does not fit its schema. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Throws an error that the app answers with, as problem details. */
export function refuse(status: ContentfulStatusCode, detail: string): never {
  throw new HTTPException(status, { message: detail });
}

export function problem(
  context: Context,
  status: ContentfulStatusCode,
  detail: string,
  errors?: Problem['errors'],
): Response {
  const body: Problem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    requestId: context.get('requestId'),
    ...(errors === undefined ? {} : { errors }),
  };
  return context.json(body, status, { 'content-type': 'application/problem+json' });
}
