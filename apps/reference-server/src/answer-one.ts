import type { ExternalId } from '@org/seqrec-data';
import { type AnsweredRequest, answerAll } from './answer.js';
import type { AppState } from './app-state.js';
import type { Recommendations } from './schemas.js';
import type { Telemetry } from './telemetry.js';
import type { TracedCaller } from './trace.js';

/** An answer, with the model that gave it, and the arm of the user where there is an experiment. */
export interface OneAnswer extends Recommendations {
  readonly model: { readonly name: string; readonly version: string };
  readonly experiment?: { readonly name: string; readonly arm: string };
}

/** Answers one request by the model that it names, or by that of the user's arm; counts the answer and logs it. */
export async function answerOne(
  { assign, items, recorder, telemetry }: AppState,
  request: AnsweredRequest,
  { user, caller }: { readonly user: ExternalId | undefined; readonly caller: TracedCaller },
): Promise<OneAnswer> {
  const assigned = assign(request.model, user);
  const { experiment, model } = assigned;
  const start = performance.now();
  const [result] = await answerAll({ model, items, caller }, [request]);
  if (result === undefined) throw new Error('one request got no result');
  countRecommendations(telemetry, result);
  recorder?.record({ assigned, items, request, result, user, ms: performance.now() - start });
  return {
    model: { name: model.name, version: model.version },
    ...(experiment && { experiment }),
    ...result,
  };
}

export function countRecommendations(
  telemetry: Telemetry,
  { fallback, ignored }: Recommendations,
): void {
  telemetry.recommendations.inc({ by: fallback ?? 'model' });
  telemetry.ignoredIds.inc(ignored.length);
}
