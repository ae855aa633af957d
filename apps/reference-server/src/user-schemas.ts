import { z } from '@hono/zod-openapi';
import { EVENT_LIMITS } from '@org/store';
import { passing, quick } from './quick-list.js';
import {
  userId as id,
  isItemId,
  itemId,
  recommendationRequest,
  recommendationResponse,
} from './schemas.js';

// The schemas of events and users, as `schemas.ts` has those of recommendations.

const MAX_EVENTS = 1000;
/** Smaller times are seconds that were taken for milliseconds: in milliseconds this is April 1970. */
const MIN_TIME = 10_000_000_000;

const text = (maximum: number) => z.string().min(1).max(maximum);

const recommendationId = text(EVENT_LIMITS.idLength).openapi({
  description: 'The `recommendationId` of the response that led to the event.',
});

/** Whatever it holds, an object is a context. One whose key would be dropped is left to the schema. */
function isContext(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && !Object.hasOwn(value, '__proto__');
}

const sentEvent = z
  .strictObject({
    id: text(EVENT_LIMITS.idLength).optional().openapi({
      description:
        'Identifies the event. If several events have the same id, the first is stored, so a request can safely be sent again. Without an id the server makes one, and an event that is sent twice is stored twice.',
    }),
    user: id,
    item: itemId,
    time: z.int().min(MIN_TIME).max(EVENT_LIMITS.time).optional().openapi({
      description:
        'Milliseconds since 1970, at most a day in the future. Default: the time of the request.',
      example: 1_714_564_800_000,
    }),
    type: text(EVENT_LIMITS.typeLength).openapi({
      description:
        'What happened, in your own terms, such as `view` or `purchase`. Items of events of type `dislike` are not recommended to this user; all other events form the history.',
      example: 'view',
    }),
    value: z
      .number()
      .optional()
      .openapi({ description: 'A measure of the event, such as a rating or a price.' }),
    context: passing(z.record(z.string(), z.unknown()), isContext)
      .optional()
      .openapi({
        description: `Where it happened, such as the page; at most ${EVENT_LIMITS.contextLength} characters as JSON.`,
        example: { page: 'home' },
      }),
    recommendationId: recommendationId.optional(),
  })
  .openapi('SentEvent');

export const eventsRequest = z
  .strictObject({ events: z.array(sentEvent).min(1).max(MAX_EVENTS) })
  .openapi('EventsRequest', {
    example: { events: [{ id: 'e-1', user: 'ann', item: 318, type: 'view' }] },
  });

export const eventsResponse = z
  .object({
    stored: z.int().openapi({ description: 'The number of events stored by this request.' }),
    duplicates: z
      .int()
      .openapi({ description: 'The number of events whose id was stored before.' }),
    ids: z
      .array(z.string())
      .openapi({ description: 'The ids of the events, in the order of the request.' }),
  })
  .openapi('EventsResponse');

export const userParameters = z.object({
  id: text(EVENT_LIMITS.idLength).openapi({ param: { name: 'id', in: 'path' }, example: 'ann' }),
});

export const userQuery = z.object({
  idType: z.enum(['text', 'number']).optional().openapi({
    description:
      'The type of the id in the path. Default: text, unless only the number has events.',
  }),
});

export const userEventsQuery = userQuery.extend({
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a whole number from 1 to 1000')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 1000, 'expected a whole number from 1 to 1000')
    .prefault('1000')
    .openapi({ type: 'integer', minimum: 1, maximum: 1000, default: 1000 }),
  after: z
    .string()
    .regex(/^-?\d{1,16}_\d{1,16}$/, 'expected the `next` of a page')
    .optional()
    .openapi({ description: '`next` of the previous page.', example: '1714564800000_1' }),
});

export const userEventsResponse = z
  .object({
    user: id,
    events: z.array(
      z
        .object({
          id: z.string(),
          user: id,
          item: itemId,
          time: z.int(),
          type: z.string(),
          value: z.number().optional(),
          context: z.record(z.string(), z.unknown()).optional(),
          recommendationId: recommendationId.optional(),
        })
        .openapi('KeptEvent'),
    ),
    next: z.string().optional().openapi({ description: 'For `after`; absent on the last page.' }),
  })
  .openapi('UserEvents');

export const deletionResponse = z
  .object({ user: id, deleted: z.int().openapi({ description: 'Events that were deleted.' }) })
  .openapi('Deletion');

export const mergeRequest = z
  .strictObject({
    from: id.openapi({ description: 'The anonymous session whose events the user gets.' }),
  })
  .openapi('MergeRequest', { example: { from: 'session-9' } });

export const mergeResponse = z
  .object({ user: id, from: id, merged: z.int().openapi({ description: 'Events that moved.' }) })
  .openapi('Merge');

export const userRecommendationRequest = recommendationRequest
  .omit({ history: true, timestamps: true, user: true })
  .openapi('UserRecommendationRequest', { example: { k: 10 } });

export const userRecommendationResponse = recommendationResponse
  .extend({
    user: id,
    events: z.int().openapi({
      description: 'The number of stored events that the recommendations are based on.',
    }),
  })
  .openapi('UserRecommendationResponse');

export const impressionsRequest = z
  .strictObject({
    impressions: z
      .array(
        z
          .strictObject({
            recommendationId: recommendationId,
            items: quick(z.array(itemId).max(1000), isItemId).optional().openapi({
              description: 'The items of the response that people saw. Default: all.',
            }),
            time: z.int().min(MIN_TIME).max(EVENT_LIMITS.time).optional().openapi({
              description: 'Milliseconds since 1970. Default: the time of the request.',
            }),
          })
          .openapi('Impression'),
      )
      .min(1)
      .max(MAX_EVENTS),
  })
  .openapi('ImpressionsRequest');

export const impressionsResponse = z
  .object({
    kept: z.int().openapi({ description: 'The number of reports stored by this request.' }),
  })
  .openapi('ImpressionsResponse');

export type SentEvent = z.infer<typeof sentEvent>;
