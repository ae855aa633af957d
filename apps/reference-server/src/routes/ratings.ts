import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../caller.js';
import { problem } from '../problem.js';
import { ratingRequest, ratingResponse } from '../rating-schemas.js';
import type { RatingService } from '../ratings/rating-host.js';
import { ownTurn } from '../slices.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const PATH = '/v1/ratings';

const ratingsRoute = createRoute({
  method: 'post',
  path: PATH,
  operationId: 'predictRatings',
  ...needs('read'),
  tags: ['Ratings'],
  summary: 'Predicts how a user rates items',
  description:
    'Predicts ratings of up to 1,000 items by what the user rated before. Items that the model does not know are left out.',
  request: { body: { content: json(ratingRequest), required: true } },
  responses: {
    200: {
      description: 'The predicted ratings, in the order of the items.',
      content: json(ratingResponse),
    },
    ...problems(...BODY_PROBLEMS, 404, 422, 504),
  },
});

/** @param ratings undefined where no rating model is served. */
export function ratingRoutes(app: OpenAPIHono<AppEnv>, ratings: RatingService | undefined): void {
  app.openapi(ratingsRoute, async (context) => {
    if (ratings === undefined) {
      return problem(
        context,
        404,
        'this server has no rating model: start it with RATING_ARTIFACT, a directory that seqrec train-ratings wrote',
      ) as never;
    }
    const request = context.req.valid('json');
    const caller = context.get('caller');
    const { name, version } = ratings.model();
    await ownTurn(request.history.length + request.items.length, caller);
    const { ratings: list, ignored, notices } = await ratings.predict(request, caller);
    return context.json(
      {
        model: { name, version },
        ratings: [...list],
        ignored: [...ignored],
        notices: [...notices],
      },
      200,
    );
  });
}
