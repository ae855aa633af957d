import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { isLeftOut } from '@org/rules';
import type { Ranked, ServedModel } from '@org/serving';
import { type Answering, describeItem } from '../answer.js';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import {
  itemParameters,
  searchQuery,
  searchResponse,
  similarQuery,
  similarResponse,
} from '../item-schemas.js';
import { tracedModel } from '../trace.js';
import { itemOf } from './item-of.js';
import { json, needs, problems } from './responses.js';

const similarRoute = createRoute({
  method: 'get',
  path: '/v1/items/{id}/similar',
  operationId: 'similarItems',
  ...needs('read'),
  tags: ['Items'],
  summary: 'Similar items',
  description:
    'The items whose vectors in the model have the highest cosine similarity to the vector of this item.',
  request: { params: itemParameters, query: similarQuery },
  responses: {
    200: { description: 'Similar items, best first.', content: json(similarResponse) },
    ...problems(404, 422, 504),
  },
});

const searchRoute = createRoute({
  method: 'get',
  path: '/v1/items',
  operationId: 'searchItems',
  ...needs('read'),
  tags: ['Items'],
  summary: 'Searches items by title',
  description:
    'Finds items whose titles contain every word of the query, ignoring case and accents.',
  request: { query: searchQuery },
  responses: {
    200: { description: 'Matching items, best first.', content: json(searchResponse) },
    ...problems(422, 504),
  },
});

export function itemRoutes(app: OpenAPIHono<AppEnv>, { model, items }: AppState): void {
  app.openapi(similarRoute, async (context) => {
    const { k, model: reference } = context.req.valid('query');
    const served = model(reference);
    const { catalogue, name, version } = served;
    const { index } = itemOf(catalogue, context.req.valid('param').id);
    const { indices, scores } = await similarAvailable(index, k, {
      ...{ model: served, items, caller: context.get('caller') },
    });
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
    const caller = context.get('caller');
    const indices = await tracedModel(served, caller.span).search(query, limit, caller);
    const items = Array.from(indices, (index) => describeItem(served.catalogue.item(index)));
    return context.json({ items }, 200);
  });
}

/** The similar items that are available: as many more are looked for as are not. */
async function similarAvailable(
  index: number,
  k: number,
  { model, items, caller }: Answering & { readonly model: ServedModel },
): Promise<Ranked> {
  const { catalogue } = model;
  const bias = await items.biasOfAll(catalogue);
  for (let count = k; ; count *= 2) {
    const all = await tracedModel(model, caller.span).similar(index, count, caller);
    if (bias === undefined) return all;
    const places = [...all.indices.keys()].filter(
      (place) => !isLeftOut(bias.values[all.indices[place] ?? 0] ?? 0),
    );
    if (places.length < k && all.indices.length === count) continue;
    const best = places.slice(0, k);
    return {
      indices: Int32Array.from(best, (place) => all.indices[place] ?? 0),
      scores: Float32Array.from(best, (place) => all.scores[place] ?? 0),
    };
  }
}
