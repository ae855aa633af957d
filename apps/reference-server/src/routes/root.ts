import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../caller.js';

/** The pages that the server has. */
export interface RootPages {
  readonly console: boolean;
  readonly docs: boolean;
}

/** Redirects a browser to the console, or lists the server's pages if the console is off. */
export function rootRoute(app: OpenAPIHono<AppEnv>, { console, docs }: RootPages): void {
  app.get('/', (context) =>
    console
      ? context.redirect('/console')
      : context.json({
          name: 'Recommendation API',
          links: { ...(docs && { docs: '/docs', openapi: '/openapi.json' }), models: '/v1/models' },
        }),
  );
}
