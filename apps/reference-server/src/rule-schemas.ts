import { z } from '@hono/zod-openapi';
import { quick } from './quick-list.js';

// The schemas of rules and of what is known of items, as `schemas.ts` has those of recommendations.

/** Longest name of a set of rules. */
const NAME_LENGTH = 100;
/** Events of a history that an explanation may look at. */
const MAX_EXPLAINED = 20;

export const requestRules = z
  .union(
    [z.string().min(1).max(NAME_LENGTH), z.record(z.string(), z.unknown())],
    'expected rules, or the name of a set of rules',
  )
  .optional()
  .openapi({
    description:
      "Filters over attributes, boosts, caps, promotions, diversity and exploration (docs/rules.md), or the name of a set in the server's file of rules.",
    oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/Rules' }],
    example: { filter: "genre in ('Comedy','Drama') and year >= 1990" },
  });

export const explain = z.int().min(0).max(MAX_EXPLAINED).default(0).openapi({
  description:
    'Explains each item by the events of the history that matter most for it, in `because`. Considers this many of the last events.',
});

export const because = z
  .array(
    z.object({
      id: z.union([z.string(), z.number()]),
      title: z.string().optional(),
      drop: z.number().openapi({
        description: 'The score of the item minus its score after the history without this event.',
      }),
    }),
  )
  .optional()
  .openapi({ description: 'Events of the history, the most important first.' });

const texts = quick(z.array(z.string()), (text) => typeof text === 'string');

const attributeValue = z.union(
  [z.number(), z.string(), z.boolean(), texts],
  'expected a number, a text, true or false, or a list of texts',
);

const attributes = z.record(z.string(), attributeValue).openapi({
  description: 'Has the same type as this attribute of other items.',
  example: { genre: ['Drama'], year: 1994, price: 3.5 },
});

const available = z.boolean().openapi({
  description: 'An item that is not available is never recommended.',
});

export const itemPut = z
  .strictObject({ attributes, available: available.default(true) })
  .openapi('ItemReplacement');

export const itemPatch = z
  .strictObject({
    attributes: z
      .record(z.string(), attributeValue.nullable())
      .default({})
      .openapi({
        description: 'The attributes to change. null removes an attribute.',
        example: { price: 2.5 },
      }),
    available: available.optional(),
  })
  .openapi('ItemPatch');

export const itemState = z
  .object({
    id: z.union([z.string(), z.number()]),
    title: z.string().optional(),
    attributes,
    available,
  })
  .openapi('ItemState');
