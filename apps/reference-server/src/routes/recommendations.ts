import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { AppState } from '../app-state.js';
import { answerOne, assignedAnswers, namesOf } from '../assigned-answers.js';
import type { AppEnv } from '../caller.js';
import { jsonAnswer } from '../json-answer.js';
import {
  batchRequest,
  batchResponse,
  recommendationRequest,
  recommendationResponse,
} from '../schemas.js';
import { inSlices } from '../slices.js';
import { BODY_PROBLEMS, json, needs, problems } from './responses.js';

const recommendationsRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations',
  operationId: 'recommend',
  ...needs('read'),
  tags: ['Recommendations'],
  summary: 'What comes next, for one history',
  description:
    'Ranks the items of the catalogue as the next one of a history. A history that holds nothing the model knows is answered by popularity.',
  request: { body: { content: json(recommendationRequest), required: true } },
  responses: {
    200: { description: 'Recommendations, best first.', content: json(recommendationResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

const batchRoute = createRoute({
  method: 'post',
  path: '/v1/recommendations/batch',
  operationId: 'recommendBatch',
  ...needs('read'),
  tags: ['Recommendations'],
  summary: 'What comes next, for many histories',
  description:
    'Answers each request as it would be answered alone: one that names a user by the version of their arm where an experiment runs. Those that name a user are logged.',
  request: { body: { content: json(batchRequest), required: true } },
  responses: {
    200: { description: 'One result per request, in order.', content: json(batchResponse) },
    ...problems(...BODY_PROBLEMS, 422, 504),
  },
});

export function recommendationRoutes(app: OpenAPIHono<AppEnv>, state: AppState): void {
  app.openapi(recommendationsRoute, async (context) => {
    const request = context.req.valid('json');
    const { user, model } = request;
    return context.json(
      await answerOne(state, { request, user }, { model, caller: context.get('caller') }),
      200,
    );
  });

  app.openapi(batchRoute, async (context) => {
    const { requests, model } = context.req.valid('json');
    const caller = context.get('caller');
    const { name, version } = state.model(model);
    const answers = await assignedAnswers(
      state,
      requests.map((request) => ({ request, user: request.user })),
      { model, caller, isLogged: ({ user }) => user !== undefined },
    );
    const rows = await inSlices(
      answers,
      ({ assigned, result }) =>
        JSON.stringify({ ...result, ...(assigned.experiment && namesOf(assigned)) }),
      caller,
    );
    const text = `{"model":${JSON.stringify({ name, version })},"results":[${rows.join(',')}]}`;
    return jsonAnswer<z.infer<typeof batchResponse>>(context, text);
  });
}
