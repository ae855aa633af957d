import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import { modelsResponse } from '../schemas.js';
import { json, problems } from './responses.js';

const modelsRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'listModels',
  tags: ['Models'],
  summary: 'The models served',
  description: 'Each with its version, and with its metrics as training measured them.',
  responses: {
    200: { description: 'All of them.', content: json(modelsResponse) },
    ...problems(),
  },
});

export function modelRoutes(app: OpenAPIHono<AppEnv>, { model }: AppState): void {
  app.openapi(modelsRoute, (context) => {
    const { name, version, kind, maxLength, engine, excludeSeen, metrics, catalogue } = model();
    const { itemCount } = catalogue;
    return context.json(
      { models: [{ name, version, kind, itemCount, maxLength, engine, excludeSeen, metrics }] },
      200,
    );
  });
}
