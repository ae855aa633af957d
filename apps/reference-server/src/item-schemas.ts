import { z } from '@hono/zod-openapi';
import { itemPatch, itemState } from './rule-schemas.js';
import { item, itemId, model, modelReference } from './schemas.js';

// The schemas of items, as `schemas.ts` has those of recommendations.

/** A whole number in a query string, from 1 to `max`, 10 if absent. */
function countParameter(max: number) {
  const sentence = `expected a whole number from 1 to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, sentence)
    .transform(Number)
    .refine((value) => value >= 1 && value <= max, sentence)
    .prefault('10')
    .openapi({ type: 'integer', minimum: 1, maximum: max, default: 10 });
}

export const itemParameters = z.object({
  id: z
    .string()
    .min(1)
    .openapi({ param: { name: 'id', in: 'path' }, example: '318' }),
});

export const itemQuery = z.object({ model: modelReference });

/** The most changes of one request, which are made in one turn. */
const MAX_ITEM_CHANGES = 1000;

// Not an extension of `itemPatch`: in OpenAPI that would be `allOf` of two objects, each of which allows no fields of the other.
const itemChange = z.strictObject({ id: itemId, ...itemPatch.shape }).openapi('ItemChange');

export const itemPatches = z
  .strictObject({
    items: z
      .array(itemChange)
      .min(1)
      .max(MAX_ITEM_CHANGES)
      .openapi({ description: 'Each item once.' }),
  })
  .openapi('ItemChanges');

export const itemStates = z.object({ items: z.array(itemState) }).openapi('ItemStates');

export const similarQuery = z.object({ k: countParameter(1000), model: modelReference });

export const similarResponse = z
  .object({
    model,
    item,
    similar: z
      .array(item.extend({ similarity: z.number().openapi({ description: 'Cosine, in -1..1.' }) }))
      .openapi({ description: 'Best first.' }),
  })
  .openapi('SimilarItems');

export const searchQuery = z.object({
  query: z.string().min(1).max(200).openapi({ example: 'shawshank' }),
  limit: countParameter(100),
  model: modelReference,
});

export const searchResponse = z.object({ items: z.array(item) }).openapi('ItemSearch');
