import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { nextTurn } from '@org/serving';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import { unavailable } from '../problem.js';
import { statusResponse } from '../schemas.js';
import type { Settings } from '../settings.js';
import { json, problems } from './responses.js';

const liveRoute = createRoute({
  method: 'get',
  path: '/livez',
  operationId: 'isAlive',
  tags: ['Operations'],
  summary: 'Whether the process is alive',
  description: 'For a platform that restarts a process if it does not respond.',
  security: [],
  responses: {
    200: { description: 'The process is alive.', content: json(statusResponse) },
    ...problems(),
  },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'isReady',
  tags: ['Operations'],
  summary: 'Whether the server is ready for requests',
  description:
    'For a load balancer. 503 while the model loads, hangs or is being replaced, while the event store does not respond, until item changes are read from the store, and while the server shuts down.',
  security: [],
  responses: {
    200: { description: 'The server is ready.', content: json(statusResponse) },
    ...problems(),
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  tags: ['Operations'],
  summary: 'Metrics in the Prometheus text format',
  description: 'Metrics of requests, the queue, the model and the process.',
  responses: {
    200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
    ...problems(),
  },
});

/** What a platform asks of the process: whether it lives, whether it can answer, how it does. */
export function operationRoutes(
  app: OpenAPIHono<AppEnv>,
  { models, unready, store, items, stopping, telemetry, keepsEvents }: AppState,
  { metricsAccess }: Pick<Settings, 'metricsAccess'>,
): void {
  app.openapi(liveRoute, (context) => context.json({ status: 'ok' as const }, 200));

  app.openapi(readyRoute, (context) => {
    if (stopping()) throw unavailable('the server is stopping');
    const reason = unready();
    if (reason !== undefined) throw unavailable(reason);
    if (keepsEvents) store();
    const missing = items.unready();
    if (missing !== undefined) throw unavailable(missing);
    const served = models()
      .list()
      .flatMap(({ name, model }) => (model ? [{ name, version: model.version }] : []));
    const [model] = served;
    return context.json(
      { status: 'ok' as const, ...(model && served.length === 1 && { model }) },
      200,
    );
  });

  if (metricsAccess === 'off') return;
  let collecting: Promise<string> | undefined;
  /** Whoever wants them at the same time gets the same: to collect them reads files of the system. */
  const metrics = () => {
    collecting ??= nextTurn()
      .then(() => {
        telemetry.ready.set(unready() === undefined ? 1 : 0);
        return telemetry.registry.metrics();
      })
      .finally(() => {
        collecting = undefined;
      });
    return collecting;
  };
  app.openapi(
    { ...metricsRoute, ...(metricsAccess === 'open' && { security: [] }) },
    async (context) => {
      return context.text(await metrics(), 200, {
        'content-type': telemetry.registry.contentType,
      });
    },
  );
}
