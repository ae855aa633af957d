import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import type { AppState } from '../app-state.js';
import { answerOne, assignedAnswers, elementsOf, namesOf } from '../assigned-answers.js';
import type { AppEnv } from '../caller.js';
import { documentAnswer, jsonAnswer } from '../json-answer.js';
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
  summary: 'Recommends items after one history',
  description:
    'Ranks the items of the catalogue by how likely each comes next. A history without any item that the model knows gets popular items.',
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
  summary: 'Recommends items after many histories',
  description:
    'Each request gets the same result as if it were sent alone. While an experiment runs, a request that names a user is answered by the version of the user’s arm, and logged.',
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
    const caller = context.get('caller');
    const answer = await answerOne(state, { request, user }, { model, caller });
    return documentAnswer(context, answer, { elements: elementsOf(answer), caller });
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
      ({ assigned, result }, place) => {
        const row = { ...result, ...(assigned.experiment && namesOf(assigned)) };
        return Buffer.from(`${place > 0 ? ',' : ''}${JSON.stringify(row)}`);
      },
      caller,
    );
    return jsonAnswer<z.infer<typeof batchResponse>>(context, [
      Buffer.from(`{"model":${JSON.stringify({ name, version })},"results":[`),
      ...rows,
      Buffer.from(']}'),
    ]);
  });
}
