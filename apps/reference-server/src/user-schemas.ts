import { z } from '@hono/zod-openapi';
import { EVENT_LIMITS } from '@org/store';
import { passing } from './quick-list.js';
import { userId as id, itemId, recommendationRequest, recommendationResponse } from './schemas.js';

// The schemas of events and users, as `schemas.ts` has those of recommendations.

const MAX_EVENTS = 1000;
/** Smaller times are seconds that were taken for milliseconds: in milliseconds this is April 1970. */
const MIN_TIME = 10_000_000_000;

const text = (maximum: number) => z.string().min(1).max(maximum);

const recommendationId = text(EVENT_LIMITS.idLength).openapi({
  description: 'The `recommendationId` of the answer that led to it.',
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
        'Names the event: of events with one id the first is kept, so that a request can be sent again. Without it the server makes one, and an event that is sent again is kept twice.',
    }),
    user: id,
    item: itemId,
    time: z.int().min(MIN_TIME).max(EVENT_LIMITS.time).optional().openapi({
      description:
        'Milliseconds since 1970, not more than a day ahead. Default: when the request came.',
      example: 1_714_564_800_000,
    }),
    type: text(EVENT_LIMITS.typeLength).openapi({
      description:
        'What happened, in your words. Items of type `dislike` are not recommended to this user; those of all other types are the history.',
      example: 'view',
    }),
    value: z.number().optional().openapi({ description: 'How much: a rating, a price.' }),
    context: passing(z.record(z.string(), z.unknown()), isContext)
      .optional()
      .openapi({
        description: `Where it happened; at most ${EVENT_LIMITS.contextLength} characters.`,
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
    stored: z.int().openapi({ description: 'Events that are kept now.' }),
    duplicates: z.int().openapi({ description: 'Events whose id was there before.' }),
    ids: z.array(z.string()).openapi({ description: 'Of the events, in their order.' }),
  })
  .openapi('EventsResponse');

export const userParameters = z.object({
  id: text(EVENT_LIMITS.idLength).openapi({ param: { name: 'id', in: 'path' }, example: 'ann' }),
});

export const userQuery = z.object({
  idType: z.enum(['text', 'number']).optional().openapi({
    description:
      'What the id in the path is. Default: text, unless it is a number of whom there are events and there are none of the text.',
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
    .openapi({ description: '`next` of the page before.', example: '1714564800000_1' }),
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
  .strictObject({ from: id.openapi({ description: 'Whose events the user gets.' }) })
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
    events: z.int().openapi({ description: 'How many of the kept events the answer rests on.' }),
  })
  .openapi('UserRecommendationResponse');

export const impressionsRequest = z
  .strictObject({
    impressions: z
      .array(
        z
          .strictObject({
            recommendationId: recommendationId,
            items: z.array(itemId).max(1000).optional().openapi({
              description: 'Which items of the answer were shown; all where absent.',
            }),
            time: z.int().min(MIN_TIME).max(EVENT_LIMITS.time).optional().openapi({
              description: 'Milliseconds since 1970. Default: when the request came.',
            }),
          })
          .openapi('Impression'),
      )
      .min(1)
      .max(MAX_EVENTS),
  })
  .openapi('ImpressionsRequest');

export const impressionsResponse = z
  .object({ kept: z.int().openapi({ description: 'How many reports are on disk now.' }) })
  .openapi('ImpressionsResponse');

export type SentEvent = z.infer<typeof sentEvent>;
