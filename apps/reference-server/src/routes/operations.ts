import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppState } from '../app.js';

/** What a platform asks of the process: whether it lives, whether it can answer, how it does. */
export function operationRoutes(app: OpenAPIHono, { model, telemetry }: AppState): void {
  app.get('/livez', (context) => context.json({ status: 'ok' }));

  app.get('/readyz', (context) => {
    const { name, version } = model();
    return context.json({ status: 'ok', model: { name, version } });
  });

  app.get('/metrics', async (context) =>
    context.body(await telemetry.registry.metrics(), 200, {
      'content-type': telemetry.registry.contentType,
    }),
  );
}
