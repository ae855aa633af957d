import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../caller.js';
import { inTime } from '../kept-events.js';
import { unavailable } from '../problem.js';
import type { RecommendationLog } from '../recommendation-log.js';
import { ownTurn } from '../slices.js';
import { impressionsRequest, impressionsResponse } from '../user-schemas.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const impressionsRoute = createRoute({
  method: 'post',
  path: '/v1/impressions',
  operationId: 'addImpressions',
  ...needs('events'),
  tags: ['Users'],
  summary: 'Reports which recommendations people saw',
  description:
    'Reports for up to 1,000 responses that people saw them, or which of their items they saw. The response comes when the reports are on disk. If there are reports for an experiment, its results count only the reported lists.',
  request: { body: { content: json(impressionsRequest), required: true } },
  responses: {
    200: { description: 'They are stored.', content: json(impressionsResponse) },
    ...problems(...BODY_PROBLEMS, 504),
  },
});

export function impressionRoutes(app: OpenAPIHono<AppEnv>, log: RecommendationLog): void {
  app.openapi(impressionsRoute, async (context) => {
    const { impressions } = context.req.valid('json');
    const caller = context.get('caller');
    const named = impressions.reduce((sum, { items = [] }) => sum + 1 + items.length, 0);
    await ownTurn(named, caller);
    const now = Date.now();
    const records = impressions.map(({ recommendationId, items, time = now }) => ({
      ...{ kind: 'shown' as const, id: recommendationId, time },
      ...(items && { items }),
    }));
    const written = log.written(records).catch(() => {
      throw unavailable('the log of recommendations takes nothing now: try again in a moment');
    });
    await inTime('log impressions', written, caller);
    return context.json({ kept: records.length }, 200);
  });
}
