import type { z } from '@hono/zod-openapi';
import { problemDetails } from '../schemas.js';

export function json<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } };
}

const DESCRIPTIONS = {
  400: 'The request does not fit its schema.',
  401: 'A bearer key is needed.',
  404: 'There is no such item.',
  413: 'The body is too large.',
  422: 'The request names items that the model does not know.',
  503: 'The model is not loaded yet.',
  504: 'The answer took too long.',
} as const;

type ProblemStatus = keyof typeof DESCRIPTIONS;

const content = { 'application/problem+json': { schema: problemDetails } };

/** The errors a route may answer with, for the OpenAPI document. */
export function problems(...statuses: readonly ProblemStatus[]): {
  [status in ProblemStatus]?: { description: string; content: typeof content };
} {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: DESCRIPTIONS[status], content }]),
  );
}
