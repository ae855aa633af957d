import { z } from '@hono/zod-openapi';
import { quick } from './quick-list.js';
import {
  exactNumber,
  isExactNumber,
  isItemId,
  item,
  itemId,
  MAX_HISTORY,
  model,
  userId,
} from './schemas.js';

/** Items that one request asks for: what is computed grows with them. */
const MAX_RATED = 1000;
const MAX_ATTRIBUTES = 100;

const text = z.string().max(1000);

export const ratingRequest = z
  .strictObject({
    user: userId.optional().openapi({
      description:
        'Whose ratings they are. A user of the training data has a learned embedding; for all others the history and the attributes decide.',
    }),
    attributes: z
      .record(text, z.union([text, exactNumber, z.array(text).max(MAX_ATTRIBUTES)]))
      .refine(
        (attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES,
        `expected at most ${MAX_ATTRIBUTES} attributes`,
      )
      .optional()
      .openapi({
        description:
          'What is known of the user, by the names of the training data. Unknown names and values are ignored; a value of another type than in the data gets 422.',
        maxProperties: MAX_ATTRIBUTES,
        example: { gender: 'F', age: 25 },
      }),
    history: quick(
      z
        .array(itemId)
        .max(MAX_HISTORY)
        .openapi({
          description: 'The items that the user rated, oldest first.',
          example: [318, 296],
        }),
      isItemId,
    ),
    ratings: quick(
      z
        .array(exactNumber)
        .max(MAX_HISTORY)
        .openapi({
          description:
            'One rating for each item of the history; any other number of ratings gets 422.',
          example: [5, 4],
        }),
      isExactNumber,
    ),
    timestamps: quick(z.array(exactNumber).max(MAX_HISTORY), isExactNumber)
      .optional()
      .openapi({
        description:
          'One timestamp for each item of the history, in the unit of the training data. The server sorts the history by them; ties keep their order.',
        example: [978300019, 978300055],
      }),
    timestamp: exactNumber.optional().openapi({
      description: 'When the user rates the items. Default: the newest of `timestamps`.',
      example: 978300103,
    }),
    items: quick(
      z
        .array(itemId)
        .min(1)
        .max(MAX_RATED)
        .openapi({ description: 'The items whose ratings are predicted.', example: [593] }),
      isItemId,
    ),
  })
  .openapi('RatingRequest');

export const ratingResponse = z
  .object({
    model,
    ratings: z.array(
      item
        .extend({
          rating: z.number().openapi({
            description:
              'Within the range of the ratings of the training data. If the model was trained with the log loss: the probability that the user likes the item.',
            example: 4.21,
          }),
        })
        .openapi('PredictedRating'),
    ),
    ignored: z.array(itemId).openapi({
      description:
        'Ids of the history and of the items that the model does not know, or that are the title of several items.',
    }),
    notices: z.array(z.string()).openapi({ description: 'Why ids are ignored.' }),
  })
  .openapi('RatingResponse');
