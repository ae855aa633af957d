import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { RegistryError } from '@org/registry';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import { inTime } from '../kept-events.js';
import {
  modelParameters,
  modelsResponse,
  rollbackQuery,
  rollbackResponse,
} from '../model-schemas.js';
import type { ModelEntry } from '../models.js';
import { refuse, unavailable } from '../problem.js';
import { json, needs, problems } from './responses.js';

const modelsRoute = createRoute({
  method: 'get',
  path: '/v1/models',
  operationId: 'listModels',
  ...needs('read'),
  tags: ['Models'],
  summary: 'The models that this server serves',
  description:
    'Each model with its version and the metrics that training measured. Models of a registry have an entry for each alias.',
  responses: {
    200: { description: 'All of them.', content: json(modelsResponse) },
    ...problems(),
  },
});

const rollbackRoute = createRoute({
  method: 'post',
  path: '/v1/models/{name}/rollback',
  operationId: 'rollBackModel',
  ...needs('admin'),
  tags: ['Models'],
  summary: 'Returns to the previous version',
  description:
    'Points an alias of the registry at its previous version again, for all servers that watch the registry. The response comes when this server serves that version. Another call goes one version further back.',
  request: { params: modelParameters, query: rollbackQuery },
  responses: {
    200: { description: 'The previous version is served now.', content: json(rollbackResponse) },
    ...problems(404, 409, 504),
  },
});

export function modelRoutes(app: OpenAPIHono<AppEnv>, { models }: AppState): void {
  app.openapi(modelsRoute, (context) =>
    context.json({ models: models().list().map(describe) }, 200),
  );

  app.openapi(rollbackRoute, async (context) => {
    const { name } = context.req.valid('param');
    const { alias } = context.req.valid('query');
    const current = models();
    if (current.rollback === undefined) {
      refuse(409, 'this server has one model and no registry: start it with MODELS=models');
    }
    try {
      const entry = await inTime(
        'registry rollback',
        current.rollback(name, alias),
        context.get('caller'),
      );
      return context.json(describe(entry), 200);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.code === 'busy') throw unavailable(error.message);
      const isUnknown = error.code === 'unknown' || error.code === 'invalid-name';
      refuse(isUnknown ? 404 : 409, error.message);
    }
  });
}

function describe({ name, alias, version, state, since, refused, model }: ModelEntry) {
  return {
    ...{ name, state },
    ...(alias !== undefined && { alias }),
    ...(version !== undefined && { version }),
    ...(since !== undefined && { since }),
    ...(refused?.version !== undefined && { refused: refused.version }),
    ...(model && {
      kind: model.kind,
      itemCount: model.catalogue.itemCount,
      maxLength: model.maxLength,
      engine: model.engine,
      excludeSeen: model.excludeSeen,
      metrics: model.metrics,
    }),
  };
}
