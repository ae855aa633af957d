import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { AppState } from '../app-state.js';
import { answerOne, elementsOf } from '../assigned-answers.js';
import type { AppEnv } from '../caller.js';
import { documentAnswer, jsonAnswer } from '../json-answer.js';
import { historyOf, inTime, userOf } from '../kept-events.js';
import { refuse } from '../problem.js';
import type { Settings } from '../settings.js';
import { ownTurn } from '../slices.js';
import {
  deletionResponse,
  mergeRequest,
  mergeResponse,
  userEventsQuery,
  userEventsResponse,
  userParameters,
  userQuery,
  userRecommendationRequest,
  userRecommendationResponse,
} from '../user-schemas.js';
import { writtenEvents } from '../written-events.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const DAY_MS = 86_400_000;

const recommendRoute = createRoute({
  method: 'post',
  path: '/v1/users/{id}/recommendations',
  operationId: 'recommendToUser',
  ...needs('read'),
  tags: ['Users'],
  summary: 'Recommends items for a user',
  description:
    'Recommends items for a user, based on the events that the server has stored, including those acknowledged a moment ago. A user without stored events gets popular items.',
  request: {
    params: userParameters,
    query: userQuery,
    body: { content: json(userRecommendationRequest), required: true },
  },
  responses: {
    200: { description: 'Recommendations, best first.', content: json(userRecommendationResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

const eventsRoute = createRoute({
  method: 'get',
  path: '/v1/users/{id}',
  operationId: 'exportUser',
  ...needs('admin'),
  tags: ['Users'],
  summary: 'Stored events of a user',
  description: 'Events in order of time, in pages.',
  request: { params: userParameters, query: userEventsQuery },
  responses: {
    200: { description: 'A page of events.', content: json(userEventsResponse) },
    ...problems(404, 409, 422, 504),
  },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v1/users/{id}',
  operationId: 'deleteUser',
  ...needs('admin'),
  tags: ['Users'],
  summary: 'Deletes a user',
  description:
    'Deletes all events of the user. The response comes after everything is deleted. Deleting an unknown user succeeds, too.',
  request: { params: userParameters, query: userQuery },
  responses: {
    200: { description: 'Everything is deleted.', content: json(deletionResponse) },
    ...problems(409, 422, 504),
  },
});

const mergeRoute = createRoute({
  method: 'post',
  path: '/v1/users/{id}/merge',
  operationId: 'mergeUsers',
  ...needs('events'),
  tags: ['Users'],
  summary: 'Gives the events of an anonymous session to a user',
  description:
    'For a visitor who signs in. From then on, the session is another name for the user: later events of the session belong to the user. This ends when the user is deleted. If the session is merged into another user, that user gets the events that come after.',
  request: {
    params: userParameters,
    query: userQuery,
    body: { content: json(mergeRequest), required: true },
  },
  responses: {
    200: { description: 'The events belong to the user now.', content: json(mergeResponse) },
    ...problems(...BODY_PROBLEMS, 409, 422, 504),
  },
});

export function userRoutes(
  app: OpenAPIHono<AppEnv>,
  state: AppState,
  { historyEvents, historyDays }: Pick<Settings, 'historyEvents' | 'historyDays'>,
): void {
  const { store } = state;
  app.openapi(recommendRoute, async (context) => {
    const request = context.req.valid('json');
    const [kept, caller] = [store(), context.get('caller')];
    const { id } = context.req.valid('param');
    const { idType } = context.req.valid('query');
    const user = await inTime(
      'store find user',
      userOf(kept, id, { idType, both: 'text' }),
      caller,
    );
    const reading = kept.interactions(user, {
      limit: historyEvents,
      ...(historyDays !== undefined && { since: Date.now() - historyDays * DAY_MS }),
    });
    const events = await inTime('store history', reading, caller);
    await ownTurn(events.length, caller);
    const { history, timestamps, disliked } = historyOf(events);
    const exclude = [...request.exclude, ...disliked];
    const given = {
      ...request,
      history,
      timestamps,
      timestampUnit: 'milliseconds',
      exclude,
      events,
    } as const;
    const answer = await answerOne(
      state,
      { request: given, user },
      { model: request.model, caller },
    );
    return documentAnswer(
      context,
      { user, events: events.length, ...answer },
      { elements: elementsOf(answer), caller },
    );
  });

  app.openapi(eventsRoute, async (context) => {
    const [kept, caller] = [store(), context.get('caller')];
    const { id } = context.req.valid('param');
    const { idType, limit, after } = context.req.valid('query');
    const user = await inTime(
      'store find user',
      userOf(kept, id, { idType, both: 'refuse' }),
      caller,
    );
    const { events, next } = await writtenEvents(kept, { user, limit, after }, caller);
    if (events.length === 0 && after === undefined) {
      refuse(404, `nothing is kept of the user ${JSON.stringify(user)}`);
    }
    return jsonAnswer<z.infer<typeof userEventsResponse>>(context, [
      Buffer.from(`{"user":${JSON.stringify(user)},"events":[`),
      ...events,
      Buffer.from(next === undefined ? ']}' : `],"next":${JSON.stringify(next)}}`),
    ]);
  });

  app.openapi(deleteRoute, async (context) => {
    const [kept, caller] = [store(), context.get('caller')];
    const { id } = context.req.valid('param');
    const { idType } = context.req.valid('query');
    const user = await inTime(
      'store find user',
      userOf(kept, id, { idType, both: 'refuse' }),
      caller,
    );
    return context.json(
      { user, deleted: await inTime('store delete user', kept.delete(user), caller) },
      200,
    );
  });

  app.openapi(mergeRoute, async (context) => {
    const [kept, caller] = [store(), context.get('caller')];
    const { id } = context.req.valid('param');
    const { idType } = context.req.valid('query');
    const { from } = context.req.valid('json');
    const user = await inTime(
      'store find user',
      userOf(kept, id, { idType, both: 'refuse' }),
      caller,
    );
    return context.json(
      { user, from, merged: await inTime('store merge users', kept.merge(from, user), caller) },
      200,
    );
  });
}
