import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { topK } from '@org/metrics';
import type { ItemRecord } from '@org/seqrec-data';
import type { AppState } from '../app.js';
import { refuse } from '../problem.js';
import { resolveId } from '../resolve-id.js';
import { searchQuery, searchResponse, similarQuery, similarResponse } from '../schemas.js';
import { json, problems } from './responses.js';

const similarRoute = createRoute({
  method: 'get',
  path: '/v1/items/{id}/similar',
  tags: ['Items'],
  summary: 'Items whose rows in the model are closest',
  request: {
    params: z.object({
      id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: '318' }),
    }),
    query: similarQuery,
  },
  responses: {
    200: { description: 'Similar items, best first.', content: json(similarResponse) },
    ...problems(400, 401, 404, 503, 504),
  },
});

const searchRoute = createRoute({
  method: 'get',
  path: '/v1/items',
  tags: ['Items'],
  summary: 'Items by words of their titles',
  request: { query: searchQuery },
  responses: {
    200: { description: 'Matching items, best first.', content: json(searchResponse) },
    ...problems(400, 401, 503),
  },
});

export function itemRoutes(app: OpenAPIHono, { model }: AppState): void {
  app.openapi(similarRoute, async (context) => {
    const served = model();
    const { catalogue } = served;
    const { id: text } = context.req.valid('param');
    const id = resolveId(catalogue, text);
    const index = id === undefined ? undefined : catalogue.indexOf(id);
    if (index === undefined) refuse(404, `there is no item ${JSON.stringify(text)}`);
    const similarity = await served.similarity(index);
    const { indices, scores } = topK(similarity, context.req.valid('query').k, {
      from: 1,
      to: catalogue.itemCount + 1,
      exclude: new Set([index]),
    });
    return context.json(
      {
        model: { name: served.name, version: served.version },
        item: describe(catalogue.item(index)),
        similar: Array.from(indices, (similar, place) => ({
          ...describe(catalogue.item(similar)),
          similarity: scores[place] ?? 0,
        })),
      },
      200,
    );
  });

  app.openapi(searchRoute, (context) => {
    const { query, limit } = context.req.valid('query');
    return context.json({ items: model().catalogue.search(query, limit).map(describe) }, 200);
  });
}

function describe({ id, title }: ItemRecord) {
  return { id, ...(title === undefined ? {} : { title }) };
}
