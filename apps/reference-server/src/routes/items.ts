import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { describeUnusable, type ItemRecord } from '@org/seqrec-data';
import type { ServedModel } from '@org/serving';
import { describeItem } from '../answer.js';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import { refuse } from '../problem.js';
import {
  itemParameters,
  itemQuery,
  itemResponse,
  searchQuery,
  searchResponse,
  similarQuery,
  similarResponse,
} from '../schemas.js';
import { json, needs, problems } from './responses.js';

const similarRoute = createRoute({
  method: 'get',
  path: '/v1/items/{id}/similar',
  operationId: 'similarItems',
  ...needs('read'),
  tags: ['Items'],
  summary: 'Items that are close in the model',
  description: 'Items whose rows in the model have the highest cosine with the row of this one.',
  request: { params: itemParameters, query: similarQuery },
  responses: {
    200: { description: 'Similar items, best first.', content: json(similarResponse) },
    ...problems(404, 422, 504),
  },
});

const itemRoute = createRoute({
  method: 'get',
  path: '/v1/items/{id}',
  operationId: 'getItem',
  ...needs('read'),
  tags: ['Items'],
  summary: 'One item',
  description: 'What the model was trained to know of the item.',
  request: { params: itemParameters, query: itemQuery },
  responses: {
    200: { description: 'The item.', content: json(itemResponse) },
    ...problems(404, 422),
  },
});

const searchRoute = createRoute({
  method: 'get',
  path: '/v1/items',
  operationId: 'searchItems',
  ...needs('read'),
  tags: ['Items'],
  summary: 'Items by words of their titles',
  description: 'Items whose titles hold every word of the query, whatever the case or accents.',
  request: { query: searchQuery },
  responses: {
    200: { description: 'Matching items, best first.', content: json(searchResponse) },
    ...problems(422, 504),
  },
});

export function itemRoutes(app: OpenAPIHono<AppEnv>, { model }: AppState): void {
  app.openapi(itemRoute, (context) => {
    const { model: reference } = context.req.valid('query');
    const item = findItem(model(reference), context.req.valid('param').id);
    return context.json(describeItem(item), 200);
  });

  app.openapi(similarRoute, async (context) => {
    const { k, model: reference } = context.req.valid('query');
    const served = model(reference);
    const { catalogue, name, version } = served;
    const { index } = findItem(served, context.req.valid('param').id);
    const { indices, scores } = await served.similar(index, k, context.get('caller'));
    return context.json(
      {
        model: { name, version },
        item: describeItem(catalogue.item(index)),
        similar: Array.from(indices, (similar, place) => ({
          ...describeItem(catalogue.item(similar)),
          similarity: scores[place] ?? 0,
        })),
      },
      200,
    );
  });

  app.openapi(searchRoute, async (context) => {
    const { query, limit, model: reference } = context.req.valid('query');
    const served = model(reference);
    const indices = await served.search(query, limit, context.get('caller'));
    const items = Array.from(indices, (index) => describeItem(served.catalogue.item(index)));
    return context.json({ items }, 200);
  });
}

/** The item that a path names, by its id or its title. */
function findItem({ catalogue }: ServedModel, id: string): ItemRecord {
  const resolution = catalogue.resolve(id);
  if (resolution.kind !== 'found') refuse(404, describeUnusable([{ id, resolution }]).join('; '));
  return resolution.item;
}
