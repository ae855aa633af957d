import type { ExternalId } from '@org/seqrec-data';
import type { AssignedModel } from '@org/serving';
import { answerAll } from './answer.js';
import type { AppState } from './app-state.js';
import type { AnsweredRequest } from './prepare-request.js';
import type { Recommendations } from './schemas.js';
import type { TracedCaller } from './trace.js';

/** A request, and the user whose arm answers it where an experiment runs. */
export interface UserRequest {
  readonly request: AnsweredRequest;
  readonly user: ExternalId | undefined;
}

/** An answer, and what gave it. */
export interface AssignedAnswer {
  readonly assigned: AssignedModel;
  readonly result: Recommendations;
}

/** An answer with the model that gave it, and the arm of the user where there is an experiment. */
export interface OneAnswer extends Recommendations {
  readonly model: { readonly name: string; readonly version: string };
  readonly experiment?: { readonly name: string; readonly arm: string };
}

/**
 * Answers each request by the model of its user's arm, or by the model that all name; counts the answers. Logs those that
 * `isLogged` names.
 */
export async function assignedAnswers(
  { assign, items, recorder, reranker, telemetry }: AppState,
  requests: readonly UserRequest[],
  options: {
    readonly model: string | undefined;
    readonly caller: TracedCaller;
    readonly isLogged: (request: UserRequest) => boolean;
  },
): Promise<readonly AssignedAnswer[]> {
  const { model: reference, caller, isLogged } = options;
  const assigned = requests.map(({ user }) => assign(reference, user));
  const start = performance.now();
  const results = await answerAll(
    { items, caller, reranker },
    requests.map(({ request }, place) => ({
      request,
      model: (assigned[place] as AssignedModel).model,
    })),
  );
  const ms = performance.now() - start;
  return results.map((result, place) => {
    const own = assigned[place] as AssignedModel;
    const one = requests[place] as UserRequest;
    telemetry.recommendations.inc({ by: result.fallback ?? 'model' });
    telemetry.ignoredIds.inc(result.ignored.length);
    if (isLogged(one)) recorder?.record({ assigned: own, items, reranker, ...one, result, ms });
    return { assigned: own, result };
  });
}

/** Answers and logs one request. */
export async function answerOne(
  state: AppState,
  request: UserRequest,
  options: { readonly model: string | undefined; readonly caller: TracedCaller },
): Promise<OneAnswer> {
  const [answer] = await assignedAnswers(state, [request], { ...options, isLogged: () => true });
  if (answer === undefined) throw new Error('one request got no result');
  return { ...namesOf(answer.assigned), ...answer.result };
}

/** What takes time to write of an answer: recommendations, their causes, and ids that are ignored. */
export function elementsOf({ recommendations, ignored }: Recommendations): number {
  const causes = recommendations[0]?.because?.length ?? 0;
  return recommendations.length * (1 + causes) + ignored.length;
}

/** What an answer says of the model that gave it. */
export function namesOf({
  model,
  experiment,
}: AssignedModel): Omit<OneAnswer, keyof Recommendations> {
  return {
    model: { name: model.name, version: model.version },
    ...(experiment && { experiment }),
  };
}
