import type { z } from '@hono/zod-openapi';
import { problemDetails } from '../schemas.js';

export function json<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } };
}

const DESCRIPTIONS = {
  400: 'The request does not fit its schema, or has a number that JSON does not keep exactly.',
  401: 'A bearer key is needed.',
  404: 'There is no such item or model, or nothing is kept of the user.',
  405: 'The path does not have this method; `Allow` lists those it has.',
  408: 'The body did not arrive in time.',
  409: 'The id in the path is that of two users, a text and a number; or there is no earlier version.',
  413: 'The body is too large, or asks for more than one request may.',
  415: 'The body is not `application/json` in UTF-8.',
  422: 'The request names a model that is not served or items that the model does not know, has not as many timestamps as entries of the history, or holds an event that cannot be kept.',
  500: 'The server failed; its log has the reason under the request id.',
  503: 'The model is not loaded, the store of events does not answer, or too many requests wait: try again after `Retry-After` seconds.',
  504: 'The answer took too long.',
} as const;

type ProblemStatus = keyof typeof DESCRIPTIONS;

const content = { 'application/problem+json': { schema: problemDetails } };

/** What every operation may answer with. */
const ALWAYS = [400, 401, 405, 500, 503] as const;

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

const HEADERS: { readonly [status in ProblemStatus]?: object } = {
  405: { headers: { Allow: { description: 'Methods of the path.', schema: { type: 'string' } } } },
  503: { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } },
};
