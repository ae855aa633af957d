import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { type ItemTable, RulesError } from '@org/rules';
import type { Catalogue } from '@org/seqrec-data';
import { describeItem } from '../answer.js';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import type { ItemChange } from '../item-change.js';
import { refuse } from '../problem.js';
import { itemPatch, itemPut, itemState } from '../rule-schemas.js';
import { itemParameters, itemQuery } from '../schemas.js';
import { itemOf } from './item-of.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const path = '/v1/items/{id}';
const answer = { description: 'What the item has now.', content: json(itemState) };

const readRoute = createRoute({
  ...{ method: 'get', path, operationId: 'getItem', tags: ['Items'], ...needs('read') },
  summary: 'One item',
  description: "Those of the model's data, and what was changed since.",
  request: { params: itemParameters, query: itemQuery },
  responses: { 200: answer, ...problems(404, 422, 504) },
});

const putRoute = createRoute({
  ...{ method: 'put', path, operationId: 'replaceItem', tags: ['Items'], ...needs('admin') },
  summary: 'Replaces the attributes of an item',
  description:
    'The next request sees them. Where the server keeps events, they are on disk before the answer. The item must be one that the model was trained on; others get 404.',
  request: {
    params: itemParameters,
    query: itemQuery,
    body: { content: json(itemPut), required: true },
  },
  responses: { 200: answer, ...problems(...BODY_PROBLEMS, 404, 422, 504) },
});

const patchRoute = createRoute({
  ...{ method: 'patch', path, operationId: 'changeItem', tags: ['Items'], ...needs('admin') },
  summary: 'Changes attributes of an item: its price, whether it is available',
  description: 'The next request sees them. What is not named stays as it is.',
  request: {
    params: itemParameters,
    query: itemQuery,
    body: { content: json(itemPatch), required: true },
  },
  responses: { 200: answer, ...problems(...BODY_PROBLEMS, 404, 422, 504) },
});

const deleteRoute = createRoute({
  ...{ method: 'delete', path, operationId: 'deleteItem', tags: ['Items'], ...needs('admin') },
  summary: 'Takes an item out of every list',
  description: 'It stays known in histories. PUT brings it back, and PATCH with `available`.',
  request: { params: itemParameters, query: itemQuery },
  responses: { 200: answer, ...problems(404, 422, 504) },
});

export function itemChangeRoutes(
  app: OpenAPIHono<AppEnv>,
  { model, items }: Pick<AppState, 'model' | 'items'>,
): void {
  const describe = (
    catalogue: Catalogue,
    index: number,
    { attributes, available }: ItemChange,
  ) => ({
    ...describeItem(catalogue.item(index)),
    attributes: mutable(attributes),
    available,
  });
  const change = async (
    { id, model: reference }: { readonly id: string; readonly model?: string | undefined },
    apply: (table: ItemTable, index: number) => void,
  ) => {
    const { catalogue } = model(reference);
    const { index } = itemOf(catalogue, id);
    try {
      const changed = await items.change(catalogue, index, apply);
      return describe(catalogue, index, changed);
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      const { message } = error;
      refuse(422, `attributes: ${message}`, { errors: [{ path: 'attributes', message }] });
    }
  };

  app.openapi(readRoute, async (context) => {
    const { catalogue } = model(context.req.valid('query').model);
    const { index } = itemOf(catalogue, context.req.valid('param').id);
    return context.json(describe(catalogue, index, await items.read(catalogue, index)), 200);
  });

  app.openapi(putRoute, async (context) => {
    const { attributes, available } = context.req.valid('json');
    const state = await change(
      { ...context.req.valid('param'), ...context.req.valid('query') },
      (table, index) => {
        table.put(index, attributes);
        table.setAvailable(index, available);
      },
    );
    return context.json(state, 200);
  });

  app.openapi(patchRoute, async (context) => {
    const { attributes, available } = context.req.valid('json');
    const state = await change(
      { ...context.req.valid('param'), ...context.req.valid('query') },
      (table, index) => {
        table.patch(index, attributes);
        if (available !== undefined) table.setAvailable(index, available);
      },
    );
    return context.json(state, 200);
  });

  app.openapi(deleteRoute, async (context) => {
    const state = await change(
      { ...context.req.valid('param'), ...context.req.valid('query') },
      (table, index) => table.setAvailable(index, false),
    );
    return context.json(state, 200);
  });
}

function mutable(attributes: ItemChange['attributes']) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'object' ? [...value] : value,
    ]),
  );
}
