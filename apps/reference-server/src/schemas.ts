import { z } from '@hono/zod-openapi';
import { EVENT_LIMITS } from '@org/store';
import { quick } from './quick-list.js';
import { because, explain, requestRules } from './rule-schemas.js';

// These schemas are the one source of the API's types, of its validation and of its OpenAPI document.

/** A JSON number beyond is not exact, and refused before it is parsed. */
const EXACT = Number.MAX_SAFE_INTEGER;

export const itemId = z
  .union(
    [z.string().min(1), z.int().min(-EXACT).max(EXACT)],
    'expected an id: text that is not empty, or a whole number',
  )
  .openapi('ItemId', {
    description:
      "An item's id as in the training data, as text or as a number, or the title if no other item has the same. A number beyond ±(2^53 − 1) is refused: send it as text.",
    example: 318,
  });

/** What {@link itemId} accepts, without a schema's walk. A test holds the two together. */
export function isItemId(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value);
}

/** A number that JSON represents exactly where it is whole. */
export const exactNumber = z.number().min(-EXACT).max(EXACT);

/** What {@link exactNumber} accepts. */
export function isExactNumber(value: unknown): boolean {
  return typeof value === 'number' && value >= -EXACT && value <= EXACT;
}

export const item = z
  .object({
    id: itemId,
    title: z.string().optional().openapi({ example: 'Shawshank Redemption, The (1994)' }),
  })
  .openapi('Item');

export const model = z
  .object({
    name: z.string().openapi({ example: 'bert4rec' }),
    version: z.string().openapi({
      description: 'Identifies the weights, the configuration and the items of the model.',
      example: '8d1f4c02ab6e',
    }),
  })
  .openapi('ModelName');

export const MAX_HISTORY = 10_000;
/** Items that a request excludes or allows: what a shop has in a category or a city. */
const MAX_LIMITS = 100_000;
const MAX_BATCH = 256;

const itemIds = quick(z.array(itemId).max(MAX_LIMITS), isItemId);
const timestamps = quick(z.array(exactNumber).max(MAX_HISTORY), isExactNumber);

export const modelReference = z.string().min(1).max(200).optional().openapi({
  description:
    'The model, if the server has several: `name` (which means `name@current`), `name@alias` or `name@version`. `GET /v1/models` lists them.',
  example: 'films@candidate',
});

const historyRequest = z.strictObject({
  history: quick(
    z
      .array(itemId)
      .max(MAX_HISTORY)
      .openapi({
        description: 'The items of the history, oldest first.',
        example: [318, 296, 593],
      }),
    isItemId,
  ),
  timestamps: timestamps.optional().openapi({
    description:
      'One timestamp for each item of the history. The server sorts the history by them; ties keep their order. Any other number of timestamps gets 422.',
  }),
  k: z.int().min(1).max(1000).default(10).openapi({ description: 'How many to return.' }),
  exclude: itemIds.default([]).openapi({
    description:
      'Items that must not be recommended. A title that several items have excludes all of them.',
  }),
  allow: itemIds.optional().openapi({
    description:
      'If given, only these items can be recommended. A title that several items have allows all of them. If none of the items can be used, the response is 422.',
  }),
  excludeSeen: z.boolean().optional().openapi({
    description:
      'Whether to leave out the items of the history. Default: `excludeSeen` of the model in /v1/models.',
  }),
  rules: requestRules,
  explain,
  unknown: z.enum(['ignore', 'error']).default('ignore').openapi({
    description:
      'What to do with ids that the model does not know or that are the title of several items: ignore them and list them in `ignored`, or refuse the request with 422.',
  }),
});

/** A user, as the store of events keeps it. */
export const userId = z
  .union(
    [z.string().min(1).max(EVENT_LIMITS.idLength), z.int().min(-EXACT).max(EXACT)],
    `expected an id: text of 1 to ${EVENT_LIMITS.idLength} characters, or a whole number`,
  )
  .openapi('UserId', {
    description:
      'Text or a whole number; `5` and `"5"` are different users. A number beyond ±(2^53 − 1) is refused: send it as text.',
    example: 'ann',
  });

const userHistoryRequest = historyRequest.extend({
  user: userId.optional().openapi({
    description:
      'Who gets the recommendations. An experiment chooses the arm by it, and the recommendation log contains it. The recommendations depend on `history` only.',
  }),
});

export const recommendationRequest = userHistoryRequest
  .extend({ model: modelReference })
  .openapi('RecommendationRequest');

const recommendation = item
  .extend({
    score: z.number(),
    reason: z.enum(['rank', 'promotion', 'exploration']).optional().openapi({
      description: 'Why the item is at this place, if rules promote or explore.',
    }),
    propensity: z.number().optional().openapi({
      description:
        'If rules explore: the probability that this place shows this item, given the items above it. Store it with the impression.',
    }),
    because,
  })
  .openapi('Recommendation');

const recommendations = z
  .object({
    recommendationId: z.string().openapi({
      description:
        'Identifies this response. Events that it led to name it as their `recommendationId`.',
      example: '6f1c1f6e-6c9d-4a53-9d3a-0d3b0b8f5c11',
    }),
    recommendations: z.array(recommendation).openapi({ description: 'Best first.' }),
    ignored: z.array(itemId).openapi({ description: 'Ids of the request that cannot be used.' }),
    notices: z.array(z.string()).openapi({
      description: 'A sentence for people: why these ids cannot be used.',
      example: ['the model does not know 7 of the history'],
    }),
    fallback: z.literal('popularity').nullable().openapi({
      description: '`popularity` if the history has no item that the model knows, else null.',
    }),
  })
  .openapi('Recommendations');

const experiment = z
  .object({
    name: z.string(),
    arm: z.string().openapi({
      description: 'The alias of the model that made the recommendations.',
      example: 'candidate',
    }),
  })
  .openapi('Assignment', { description: 'The arm of a running experiment that the user is in.' });

export const recommendationResponse = recommendations
  .extend({ model, experiment: experiment.optional() })
  .openapi('RecommendationResponse');

export const batchRequest = z
  .strictObject({
    requests: z.array(userHistoryRequest.openapi('HistoryRequest')).min(1).max(MAX_BATCH),
    model: modelReference,
  })
  .openapi('BatchRequest');

export const batchResponse = z
  .object({
    model,
    results: z
      .array(
        recommendations
          .extend({
            model: model.optional(),
            experiment: experiment.optional(),
          })
          .openapi('BatchResult', {
            description: 'Of a user in an experiment, with the arm and the model that answered.',
          }),
      )
      .openapi({ description: 'In the order of the requests.' }),
  })
  .openapi('BatchResponse');

export const statusResponse = z
  .object({ status: z.literal('ok'), model: model.optional() })
  .openapi('Status');

export const problemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' });

export type RecommendationRequest = z.infer<typeof recommendationRequest>;
export type Recommendations = z.infer<typeof recommendations>;
