import type { Client, Recommendations, ServedModel, UserRecommendations } from '@org/client';
import { useMemo } from 'preact/hooks';
import { referenceOf } from './api.js';
import type { Rules } from './rules-text.js';
import type { Source } from './source.js';
import { type Answer, useAnswer } from './use-answer.js';

export type Recommended = Recommendations | UserRecommendations;

/** Events of the history that an explanation looks at. */
const EXPLAINED = 10;

interface RecommendationQuery {
  readonly model: ServedModel | undefined;
  readonly source: Source;
  readonly count: number;
  /** The same object while they do not change. */
  readonly rules: Rules | undefined;
  /** Whether to say what each item is recommended for. */
  readonly explained: boolean;
}

/** The recommendations of a model after a source; none without a model, or before a user is named. */
export function useRecommendations(
  client: Client,
  { model, source, count, rules, explained }: RecommendationQuery,
): Answer<Recommended> {
  const reference = model && referenceOf(model);
  const history = 'history' in source ? source.history : undefined;
  const user = 'user' in source ? source.user : undefined;
  const recorded = 'recorded' in source ? source.recorded : 0;
  const request = useMemo(() => {
    if (model === undefined || (history === undefined && user === undefined)) return undefined;
    const options = {
      k: count,
      ...(reference !== undefined && { model: reference }),
      ...(rules !== undefined && { rules }),
      ...(explained && { explain: EXPLAINED }),
    };
    return (signal: AbortSignal): Promise<Recommended> =>
      history === undefined
        ? client.user(user ?? '', 'either').recommendations(options, { signal })
        : client.recommend({ history: history.map(({ id }) => id), ...options }, { signal });
    // `recorded` changes with the events of the user.
  }, [client, reference, model === undefined, history, user, recorded, count, rules, explained]);
  return useAnswer(request);
}
