import { useMemo } from 'preact/hooks';
import type { Api, Model, Recommendations, UserRecommendations } from './api.js';
import { referenceOf } from './api.js';
import type { Source } from './source.js';
import { type Answer, useAnswer } from './use-answer.js';

export type Recommended = Recommendations | UserRecommendations;

/** The recommendations of a model after a source; none without a model, or before a user is named. */
export function useRecommendations(
  api: Api,
  { model, source, count }: { model: Model | undefined; source: Source; count: number },
): Answer<Recommended> {
  const reference = model && referenceOf(model);
  const history = 'history' in source ? source.history : undefined;
  const user = 'user' in source ? source.user : undefined;
  const recorded = 'recorded' in source ? source.recorded : 0;
  const request = useMemo(() => {
    if (model === undefined || (history === undefined && user === undefined)) return undefined;
    const options = { k: count, ...(reference !== undefined && { model: reference }) };
    return (signal: AbortSignal) =>
      history === undefined
        ? api.post<Recommended>(
            `/v1/users/${encodeURIComponent(user ?? '')}/recommendations`,
            options,
            signal,
          )
        : api.post<Recommended>(
            '/v1/recommendations',
            { history: history.map(({ id }) => id), ...options },
            signal,
          );
    // `recorded` stands for the events of the user.
  }, [api, reference, model === undefined, history, user, recorded, count]);
  return useAnswer(request);
}
