import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { answer } from '../answer.js';
import type { AppState } from '../app.js';
import {
  batchRequest,
  batchResponse,
  type Recommendations,
  recommendationRequest,
  recommendationResponse,
} from '../schemas.js';
import { json, problems } from './responses.js';

const recommendationsRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations',
  tags: ['Recommendations'],
  summary: 'What next, for one history',
  request: { body: { content: json(recommendationRequest), required: true } },
  responses: {
    200: { description: 'Recommendations, best first.', content: json(recommendationResponse) },
    ...problems(400, 401, 413, 422, 503, 504),
  },
});

const batchRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations/batch',
  tags: ['Recommendations'],
  summary: 'What next, for many histories',
  request: { body: { content: json(batchRequest), required: true } },
  responses: {
    200: { description: 'One result per request, in order.', content: json(batchResponse) },
    ...problems(400, 401, 413, 422, 503, 504),
  },
});

export function recommendationRoutes(app: OpenAPIHono, { model, telemetry }: AppState): void {
  const count = ({ fallback, ignored }: Recommendations) => {
    telemetry.recommendations.inc({ by: fallback ?? 'model' });
    telemetry.ignoredIds.inc(ignored.length);
  };

  app.openapi(recommendationsRoute, async (context) => {
    const served = model();
    const result = await answer(served, context.req.valid('json'));
    count(result);
    return context.json({ model: { name: served.name, version: served.version }, ...result }, 200);
  });

  app.openapi(batchRoute, async (context) => {
    const served = model();
    const { requests } = context.req.valid('json');
    const results = await Promise.all(requests.map((request) => answer(served, request)));
    results.forEach(count);
    return context.json({ model: { name: served.name, version: served.version }, results }, 200);
  });
}
