import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  describeUnusable,
  type ExternalId,
  type ItemRecord,
  refuseUnusable,
  resolveHistory,
  resolveLimits,
  type UnusableId,
  UnusableIdsError,
} from '@org/seqrec-data';
import type { Caller, Ranked, RankQuery, ServedModel } from '@org/serving';
import { refuse } from './problem.js';
import type { RecommendationRequest, Recommendations } from './schemas.js';

/** Recommendations in one answer at the most, so that writing it does not hold up other requests. */
const MAX_RECOMMENDATIONS = 25_600;

/** After so many milliseconds of work on one request, others have their turn. */
const SLICE_MS = 10;

/** A request to answer. Times of kept events are in milliseconds, those of a body in the unit of the model's data. */
export interface AnswerRequest extends RecommendationRequest {
  readonly timestampUnit?: 'milliseconds';
}

/** A request in item indices. */
interface Prepared {
  readonly query: RankQuery;
  readonly unusable: readonly UnusableId[];
}

/**
 * Answers each request by the model, or by popularity where the history holds nothing that the model knows. The order
 * is that of the requests.
 */
export async function answerAll(
  model: ServedModel,
  requests: readonly AnswerRequest[],
  caller: Caller,
): Promise<readonly Recommendations[]> {
  const wanted = requests.reduce((sum, { k }) => sum + k, 0);
  if (wanted > MAX_RECOMMENDATIONS) {
    refuse(
      413,
      `the requests ask for ${wanted} recommendations, and one answer has at most ${MAX_RECOMMENDATIONS}: send fewer requests or a smaller k`,
    );
  }
  requests.forEach(({ history, timestamps }, place) => {
    if (timestamps === undefined || timestamps.length === history.length) return;
    const path = `${prefixOf(requests, place)}timestamps`;
    const message = `needs one timestamp per entry of the history, got ${timestamps.length} for ${history.length}`;
    refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
  });
  const prepared = await inSlices(
    [...requests.entries()],
    ([place, request]) => prepare(model, request, prefixOf(requests, place)),
    caller,
  );
  const known = prepared.filter(({ query }) => !isEmpty(query));
  const byModel = await model.rank(
    known.map(({ query }) => query),
    caller,
  );
  const ranked = new Map(known.map((one, place) => [one, byModel[place]]));
  return inSlices(
    prepared,
    (one) => {
      const fallback = isEmpty(one.query);
      const best = fallback ? model.popularity.best(one.query) : ranked.get(one);
      return {
        recommendationId: randomUUID(),
        recommendations: best === undefined ? [] : recommendations(model, best),
        ignored: [...new Set(one.unusable.map(({ id }) => id))],
        notices: describeUnusable(one.unusable),
        fallback: fallback ? 'popularity' : null,
      };
    },
    caller,
  );
}

/** What the API says of an item. */
export function describeItem({ id, title }: ItemRecord): { id: ExternalId; title?: string } {
  return { id, ...(title !== undefined && { title }) };
}

function prepare(model: ServedModel, request: AnswerRequest, prefix: string): Prepared {
  const resolve = (id: ExternalId) => model.catalogue.resolve(id);
  const { k, excludeSeen = model.excludeSeen } = request;
  const timestamps = timesFor(model, request);
  const history = resolveHistory(resolve, {
    items: request.history,
    ...(timestamps && { timestamps }),
  });
  const limits = refusing(prefix, () => resolveLimits(resolve, request));
  const unusable = [...history.unusable, ...limits.unusable];
  if (request.unknown === 'error') refusing(prefix, () => refuseUnusable(unusable));
  const { exclude, allow } = limits;
  return {
    unusable,
    query: { history: history.history, k, excludeSeen, exclude, ...(allow && { allow }) },
  };
}

/** The times of a history in the unit of the data that the model was trained on. */
function timesFor(
  model: ServedModel,
  { timestamps, timestampUnit }: AnswerRequest,
): readonly number[] | undefined {
  const isOther = timestampUnit === 'milliseconds' && model.timestampUnit === 'seconds';
  return isOther ? timestamps?.map((time) => time / 1000) : timestamps;
}

/** Answers 422 where ids of a request cannot be used; `prefix` says where in the body the request is. */
function refusing<Value>(prefix: string, resolve: () => Value): Value {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof UnusableIdsError)) throw error;
    const path = `${prefix}${error.unusable[0]?.part ?? 'history'}`;
    const message = error.message;
    refuse(422, `${prefix}${message}`, { errors: [{ path, message }] });
  }
}

/** What comes before the fields of a request in the body. */
function prefixOf(requests: readonly unknown[], place: number): string {
  return requests.length > 1 ? `requests.${place}.` : '';
}

function isEmpty({ history }: RankQuery): boolean {
  return history.items.length === 0;
}

function recommendations({ catalogue }: ServedModel, { indices, scores }: Ranked) {
  const list: Recommendations['recommendations'] = [];
  for (let place = 0; place < indices.length; place += 1) {
    const { id, title } = catalogue.item(indices[place] ?? 0);
    const score = scores[place] ?? 0;
    list.push(title === undefined ? { id, score } : { id, title, score });
  }
  return list;
}

/** Maps a list, and lets other requests have their turn where that takes long. */
async function inSlices<From, To>(
  list: readonly From[],
  map: (from: From) => To,
  caller: Caller,
): Promise<To[]> {
  const mapped: To[] = [];
  // What was done before for the same request counts too.
  if (list.length > 1) await nextTurn();
  let start = performance.now();
  for (const one of list) {
    if (performance.now() - start > SLICE_MS) {
      await nextTurn();
      caller.signal.throwIfAborted();
      start = performance.now();
    }
    mapped.push(map(one));
  }
  return mapped;
}
