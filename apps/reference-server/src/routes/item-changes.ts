import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import { RulesError } from '@org/rules';
import { type Catalogue, describeUnusable, type ExternalId } from '@org/seqrec-data';
import { describeItem } from '../answer.js';
import type { AppState } from '../app-state.js';
import type { AppEnv } from '../caller.js';
import type { ItemChange } from '../item-change.js';
import type { RequestedChange } from '../item-host.js';
import { itemParameters, itemPatches, itemQuery, itemStates } from '../item-schemas.js';
import { MAX_ERRORS, refuse } from '../problem.js';
import { itemPatch, itemPut, itemState } from '../rule-schemas.js';
import { ownTurn } from '../slices.js';
import { itemOf } from './item-of.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const path = '/v1/items/{id}';
const answer = {
  description: 'The attributes of the item, and whether it is available.',
  content: json(itemState),
};

const readRoute = createRoute({
  ...{ method: 'get', path, operationId: 'getItem', tags: ['Items'], ...needs('read') },
  summary: 'One item',
  description: 'The attributes of the item: those of the training data, with later changes.',
  request: { params: itemParameters, query: itemQuery },
  responses: { 200: answer, ...problems(404, 422, 504) },
});

const putRoute = createRoute({
  ...{ method: 'put', path, operationId: 'replaceItem', tags: ['Items'], ...needs('admin') },
  summary: 'Replaces the attributes of an item',
  description:
    'The next request sees the change. If the server has an event store, the change is on disk before the response. Items that the model does not know get 404.',
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
  description:
    'The next request sees the change. Attributes that the request does not name stay as they are.',
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
  description:
    'The item is never recommended from now on, but histories may contain it. PUT, or PATCH with `available`, brings it back.',
  request: { params: itemParameters, query: itemQuery },
  responses: { 200: answer, ...problems(404, 422, 504) },
});

const patchManyRoute = createRoute({
  ...{ method: 'patch', path: '/v1/items', operationId: 'changeItems', tags: ['Items'] },
  ...needs('admin'),
  summary: 'Changes attributes of several items: the prices and the stock of a shop',
  description:
    'Up to 1,000 items, all or none. The next request sees all changes. Of each item, what is not named stays as it is.',
  request: {
    query: itemQuery,
    body: { content: json(itemPatches), required: true },
  },
  responses: {
    200: {
      description: 'What the items have now, in the order of the request.',
      content: json(itemStates),
    },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
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
    apply: RequestedChange['apply'],
  ) => {
    const { catalogue } = model(reference);
    const { index } = itemOf(catalogue, id);
    const [changed] = await items.change(catalogue, [
      { index, apply: refusing('attributes', apply) },
    ]);
    return describe(catalogue, index, changed as ItemChange);
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
      patching({ attributes, available }),
    );
    return context.json(state, 200);
  });

  app.openapi(patchManyRoute, async (context) => {
    const { catalogue } = model(context.req.valid('query').model);
    const patches = context.req.valid('json').items;
    await ownTurn(patches.length, context.get('caller'));
    const indices = indicesOf(catalogue, patches);
    const changed = await items.change(
      catalogue,
      patches.map((patch, place) => ({
        index: indices[place] as number,
        apply: refusing(`items.${place}.attributes`, patching(patch)),
      })),
    );
    const states = indices.map((index, place) =>
      describe(catalogue, index, changed[place] as ItemChange),
    );
    return context.json({ items: states }, 200);
  });

  app.openapi(deleteRoute, async (context) => {
    const state = await change(
      { ...context.req.valid('param'), ...context.req.valid('query') },
      (table, index) => table.setAvailable(index, false),
    );
    return context.json(state, 200);
  });
}

function patching({
  attributes,
  available,
}: Pick<z.infer<typeof itemPatch>, 'attributes' | 'available'>): RequestedChange['apply'] {
  return (table, index) => {
    table.patch(index, attributes);
    if (available !== undefined) table.setAvailable(index, available);
  };
}

/** A change that answers 422 where an attribute does not suit the items. */
function refusing(path: string, apply: RequestedChange['apply']): RequestedChange['apply'] {
  return (table, index) => {
    try {
      apply(table, index);
    } catch (error) {
      if (!(error instanceof RulesError)) throw error;
      const { message } = error;
      refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
    }
  };
}

/** The items of a list; answers 422 where it names one that the model does not know, or one twice. */
function indicesOf(
  catalogue: Catalogue,
  patches: readonly { readonly id: ExternalId }[],
): readonly number[] {
  const placeOf = new Map<number, number>();
  const errors: { path: string; message: string }[] = [];
  const indices = patches.map(({ id }, place) => {
    const resolution = catalogue.resolve(id);
    const path = `items.${place}.id`;
    if (resolution.kind !== 'found') {
      errors.push({ path, message: describeUnusable([{ id, resolution }]).join('; ') });
      return 0;
    }
    const { index } = resolution.item;
    const other = placeOf.get(index);
    if (other === undefined) placeOf.set(index, place);
    else errors.push({ path, message: `the same item as items.${other}.id` });
    return index;
  });
  if (errors.length === 0) return indices;
  const named = errors.slice(0, MAX_ERRORS);
  refuse(422, named.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    errors: named,
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
