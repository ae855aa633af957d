import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import { completeEvents, inTime } from '../kept-events.js';
import { ownTurn } from '../slices.js';
import { eventsRequest, eventsResponse } from '../user-schemas.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const eventsRoute = createRoute({
  method: 'post',
  path: '/v1/events',
  operationId: 'addEvents',
  ...needs('events'),
  tags: ['Users'],
  summary: 'Stores events',
  description:
    'Stores up to 1,000 events, all or none. The response comes when they are on disk; every later request sees them. Sending the same events again changes nothing.',
  request: { body: { content: json(eventsRequest), required: true } },
  responses: {
    200: { description: 'They are stored.', content: json(eventsResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

export function eventRoutes(app: OpenAPIHono<AppEnv>, { store, telemetry }: AppState): void {
  app.openapi(eventsRoute, async (context) => {
    const kept = store();
    const caller = context.get('caller');
    const { events: sent } = context.req.valid('json');
    await ownTurn(sent.length, caller);
    const events = completeEvents(sent, Date.now());
    const { stored, duplicates } = await inTime('store append', kept.append(events), caller);
    telemetry.events.inc({ result: 'stored' }, stored);
    telemetry.events.inc({ result: 'duplicate' }, duplicates);
    return context.json({ stored, duplicates, ids: events.map(({ id }) => id) }, 200);
  });
}
