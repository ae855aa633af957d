import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { answerAll } from '../answer.js';
import { answerOne, countRecommendations } from '../answer-one.js';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import {
  batchRequest,
  batchResponse,
  recommendationRequest,
  recommendationResponse,
} from '../schemas.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const recommendationsRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations',
  operationId: 'recommend',
  ...needs('read'),
  tags: ['Recommendations'],
  summary: 'What comes next, for one history',
  description:
    'Ranks the items of the catalogue as the next one of a history. A history that holds nothing the model knows is answered by popularity.',
  request: { body: { content: json(recommendationRequest), required: true } },
  responses: {
    200: { description: 'Recommendations, best first.', content: json(recommendationResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

const batchRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations/batch',
  operationId: 'recommendBatch',
  ...needs('read'),
  tags: ['Recommendations'],
  summary: 'What comes next, for many histories',
  description: 'Answers each request as it would be answered alone.',
  request: { body: { content: json(batchRequest), required: true } },
  responses: {
    200: { description: 'One result per request, in order.', content: json(batchResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

export function recommendationRoutes(app: OpenAPIHono<AppEnv>, state: AppState): void {
  const { model, items, telemetry } = state;
  app.openapi(recommendationsRoute, async (context) => {
    const request = context.req.valid('json');
    const { user } = request;
    return context.json(
      await answerOne(state, request, { user, caller: context.get('caller') }),
      200,
    );
  });

  app.openapi(batchRoute, async (context) => {
    const { requests, model: reference } = context.req.valid('json');
    const served = model(reference);
    const { name, version } = served;
    const answering = { model: served, items, caller: context.get('caller') };
    const results = [...(await answerAll(answering, requests))];
    for (const result of results) countRecommendations(telemetry, result);
    return context.json({ model: { name, version }, results }, 200);
  });
}
