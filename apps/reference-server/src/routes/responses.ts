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
  400: 'The request does not match its schema, or has a number that JSON cannot represent exactly.',
  401: 'The request needs a bearer key.',
  403: 'The key lacks the scope that the operation needs.',
  404: 'The item or the model does not exist, or the user has no stored events.',
  405: 'The path does not allow this method; `Allow` lists the methods that it allows.',
  408: 'The body did not arrive in time.',
  409: 'Two users have the id in the path, one as text and one as a number; or the alias has no previous version.',
  413: 'The body is too large, or asks for more work than one request may.',
  415: 'The body is not `application/json` in UTF-8.',
  422: 'The request names a model that is not served or items that the model does not know, has a wrong number of timestamps, or has an event that cannot be stored.',
  429: 'Too many requests in a minute: try again after `Retry-After` seconds.',
  500: 'The server failed; its log has the reason under the request id.',
  503: 'The model is not loaded, the event store does not respond, or too many requests are waiting: try again after `Retry-After` seconds.',
  504: 'The response took too long.',
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

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
};

const HEADERS: { readonly [status in ProblemStatus]?: object } = {
  405: {
    headers: {
      Allow: { description: 'The methods that the path allows.', schema: { type: 'string' } },
    },
  },
  429: {
    headers: {
      ...RETRY_AFTER,
      RateLimit: {
        description:
          'The limit per minute, the requests left, and the seconds until the next minute.',
        schema: { type: 'string' },
      },
    },
  },
  503: { headers: RETRY_AFTER },
};
