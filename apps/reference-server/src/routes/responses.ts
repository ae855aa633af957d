import type { z } from '@hono/zod-openapi';
import type { Scope } from '../api-keys.js';
import { BEARER_KEY } from '../operation-gate.js';
import { problemDetails } from '../schemas.js';

/** The scope that a key needs for an operation, for the OpenAPI document and for the gate that reads it there. */
export function needs(scope: Scope): { readonly security: { readonly [BEARER_KEY]: Scope[] }[] } {
  return { security: [{ [BEARER_KEY]: [scope] }] };
}

export function json<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } };
}

const DESCRIPTIONS = {
  400: 'The request does not fit its schema, or has a number that JSON does not keep exactly.',
  401: 'A bearer key is needed.',
  403: 'The key may not do this; the operation names the scope that it needs.',
  404: 'There is no such item or model, or nothing is kept of the user.',
  405: 'The path does not have this method; `Allow` lists those it has.',
  408: 'The body did not arrive in time.',
  409: 'The id in the path is that of two users, a text and a number; or there is no earlier version.',
  413: 'The body is too large, or asks for more than one request may.',
  415: 'The body is not `application/json` in UTF-8.',
  422: 'The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept.',
  429: 'Too many requests in a minute: try again after `Retry-After` seconds.',
  500: 'The server failed; its log has the reason under the request id.',
  503: 'The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds.',
  504: 'The answer took too long.',
} as const;

type ProblemStatus = keyof typeof DESCRIPTIONS;

const content = { 'application/problem+json': { schema: problemDetails } };

/** What every operation may answer with. */
const ALWAYS = [400, 401, 403, 405, 429, 500, 503] as const;

/** What an operation with a body may answer with besides. */
export const BODY_PROBLEMS = [408, 413, 415] as const;

/** The errors that an operation may answer with, for the OpenAPI document. */
export function problems(...statuses: readonly ProblemStatus[]): {
  [status in ProblemStatus]?: { description: string; content: typeof content };
} {
  return Object.fromEntries(
    [...ALWAYS, ...statuses].map((status) => [
      status,
      { description: DESCRIPTIONS[status], content, ...HEADERS[status] },
    ]),
  );
}

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };

const HEADERS: { readonly [status in ProblemStatus]?: object } = {
  405: { headers: { Allow: { description: 'Methods of the path.', schema: { type: 'string' } } } },
  429: {
    headers: {
      ...RETRY_AFTER,
      RateLimit: {
        description: 'Of the minute: how many requests, how many are left, seconds to the next.',
        schema: { type: 'string' },
      },
    },
  },
  503: { headers: RETRY_AFTER },
};
