import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Cause, type CheckedRules, type Place, seenItems, withoutLeftOut } from '@org/rules';
import {
  describeUnusable,
  type ExternalId,
  type ItemRecord,
  type ResolveId,
  refuseUnusable,
  resolveHistory,
  resolveLimits,
  type UnusableId,
  UnusableIdsError,
} from '@org/seqrec-data';
import type { Ranked, RankQuery, ServedModel } from '@org/serving';
import type { StoreEvent } from '@org/store';
import type { ItemHost, ModelItems } from './item-host.js';
import { refuse } from './problem.js';
import { causesOf, rankedList } from './ranked-list.js';
import { requestedRules } from './requested-rules.js';
import type { RecommendationRequest, Recommendations } from './schemas.js';
import { inSpan, type TracedCaller, tracedModel } from './trace.js';

/** Recommendations in one answer at the most, so that writing it does not hold up other requests. */
const MAX_RECOMMENDATIONS = 25_600;

/** After so many milliseconds of work on one request, others have their turn. */
const SLICE_MS = 10;

/** Histories that explanations of one answer score at the most. */
const MAX_EXPLAINING = 1024;

/**
 * A request to answer, and the kept events of the user where there is one. Times of kept events are in milliseconds, those
 * of a body in the unit of the model's data.
 */
export interface AnsweredRequest extends RecommendationRequest {
  readonly timestampUnit?: 'milliseconds';
  readonly events?: readonly StoreEvent[];
}

/** What a request is answered by. */
export interface Answering {
  readonly model: ServedModel;
  readonly items: ItemHost;
  readonly caller: TracedCaller;
}

/** A request in item indices. */
interface Prepared {
  /** Names the answer. */
  readonly id: string;
  readonly query: RankQuery;
  readonly unusable: readonly UnusableId[];
  readonly rules: CheckedRules | undefined;
  /** Events of the history that may explain an item. */
  readonly explain: number;
}

/** A list of items, and what is said of each besides. */
interface ItemList extends Ranked {
  readonly details?: readonly ItemDetails[];
}

type ItemDetails = Pick<Recommendations['recommendations'][number], 'reason' | 'propensity'>;

/**
 * Answers each request by the model, or by popularity where the history holds nothing that the model knows. The order
 * is that of the requests.
 */
export async function answerAll(
  answering: Answering,
  requests: readonly AnsweredRequest[],
): Promise<readonly Recommendations[]> {
  const { model, items, caller } = answering;
  const wanted = requests.reduce((sum, { k }) => sum + k, 0);
  if (wanted > MAX_RECOMMENDATIONS) {
    refuse(
      413,
      `the requests ask for ${wanted} recommendations, and one answer has at most ${MAX_RECOMMENDATIONS}: send fewer requests or a smaller k`,
    );
  }
  const explaining = requests.reduce((sum, { explain }) => sum + (explain && 1 + explain), 0);
  if (explaining > MAX_EXPLAINING) {
    refuse(
      413,
      `to explain these requests takes ${explaining} histories, and one answer scores at most ${MAX_EXPLAINING}: send fewer requests or a smaller explain`,
    );
  }
  requests.forEach(({ history, timestamps }, place) => {
    if (timestamps === undefined || timestamps.length === history.length) return;
    const path = `${prefixOf(requests, place)}timestamps`;
    const message = `needs one timestamp per entry of the history, got ${timestamps.length} for ${history.length}`;
    refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
  });
  const ruled = requests.some(({ rules }) => rules !== undefined);
  const { modelItems, prepared } = await inSpan(caller.span, 'resolve items', async () => {
    const modelItems = ruled ? await items.of(model.catalogue) : undefined;
    const prepared = await inSlices(
      [...requests.entries()],
      ([place, request]) => prepare(answering, request, prefixOf(requests, place), modelItems),
      caller,
    );
    return { modelItems, prepared };
  });
  const lists = await listsOf(answering, prepared, modelItems);
  const causes = await Promise.all(
    prepared.map((one, place) => {
      if (one.explain === 0 || isEmpty(one.query)) return undefined;
      const { indices } = lists[place] as ItemList;
      return inSpan(caller.span, 'explain', (span) =>
        causesOf({
          ...{ query: one.query, indices, last: one.explain, caller },
          model: tracedModel(model, span),
        }),
      );
    }),
  );
  return inSlices(
    [...prepared.entries()],
    ([place, { id, query, unusable }]) => ({
      recommendationId: id,
      recommendations: recommendations(model, lists[place] as ItemList, causes[place]),
      ignored: [...new Set(unusable.map((one) => one.id))],
      notices: describeUnusable(unusable),
      fallback: isEmpty(query) ? ('popularity' as const) : null,
    }),
    caller,
  );
}

/** The lists of requests: one computation for all that have no rules. */
async function listsOf(
  { model, items, caller }: Answering,
  prepared: readonly Prepared[],
  modelItems: ModelItems | undefined,
): Promise<readonly ItemList[]> {
  const bias = await items.biasOfAll(model.catalogue);
  const plain = (query: RankQuery): RankQuery => ({ ...query, ...(bias && { bias }) });
  const known = prepared.filter(({ rules, query }) => rules === undefined && !isEmpty(query));
  const ranking = tracedModel(model, caller.span).rank(
    known.map(({ query }) => plain(query)),
    caller,
  );
  const ruled = prepared.map(async ({ rules, query, id: seed }) => {
    if (rules === undefined || modelItems === undefined) return undefined;
    const places = await inSpan(caller.span, 'rules', (span) =>
      rankedList({
        ...{ rules, query, seed, caller, items: modelItems },
        model: tracedModel(model, span),
      }),
    );
    return listOf(places, rules);
  });
  const [byModel, ...byRules] = await Promise.all([ranking, ...ruled]);
  const ranked = new Map(known.map((one, place) => [one, byModel[place]]));
  return inSlices(
    [...prepared.entries()],
    ([place, one]) =>
      byRules[place] ?? withoutLeftOut(ranked.get(one) ?? model.popularity.best(plain(one.query))),
    caller,
  );
}

function listOf(places: readonly Place[], { exploration, promotions }: CheckedRules): ItemList {
  const says = exploration !== undefined || promotions.length > 0;
  return {
    indices: Int32Array.from(places, ({ index }) => index),
    scores: Float32Array.from(places, ({ score }) => score),
    ...(says && {
      details: places.map(({ reason, propensity }) => ({
        reason,
        ...(exploration && { propensity }),
      })),
    }),
  };
}

/** What the API says of an item. */
export function describeItem({ id, title }: ItemRecord): { id: ExternalId; title?: string } {
  return { id, ...(title !== undefined && { title }) };
}

function prepare(
  { model, items }: Answering,
  request: AnsweredRequest,
  prefix: string,
  modelItems: ModelItems | undefined,
): Prepared {
  const resolve = (id: ExternalId) => model.catalogue.resolve(id);
  const rules =
    request.rules === undefined || modelItems === undefined
      ? undefined
      : requestedRules(request.rules, { prefix, items: modelItems, names: items.ruleSetNames });
  const { events, k } = request;
  const timestamps = timesFor(model, request);
  const history = resolveHistory(resolve, {
    items: request.history,
    ...(timestamps && { timestamps }),
  });
  const limits = refusing(prefix, () => resolveLimits(resolve, request));
  const unusable = [...history.unusable, ...limits.unusable];
  if (request.unknown === 'error') refusing(prefix, () => refuseUnusable(unusable));
  const { allow } = limits;
  const seen = rules?.seen && events && seenItems(events, rules.seen, Date.now());
  // What the user has seen is known of each event, which says more than that it is in the history.
  const excludeSeen = request.excludeSeen ?? (seen === undefined && model.excludeSeen);
  const exclude =
    seen === undefined
      ? limits.exclude
      : Int32Array.from([...limits.exclude, ...indicesOf(seen, resolve)]);
  return {
    ...{ unusable, rules, id: randomUUID(), explain: request.explain },
    query: { history: history.history, k, excludeSeen, exclude, ...(allow && { allow }) },
  };
}

/** The times of a history in the unit of the data that the model was trained on. */
function timesFor(
  model: ServedModel,
  { timestamps, timestampUnit }: AnsweredRequest,
): readonly number[] | undefined {
  const isOther = timestampUnit === 'milliseconds' && model.timestampUnit === 'seconds';
  return isOther ? timestamps?.map((time) => time / 1000) : timestamps;
}

/** Of the items that the model knows. */
function indicesOf(ids: readonly ExternalId[], resolve: ResolveId): number[] {
  return ids.flatMap((id) => {
    const resolution = resolve(id);
    return resolution.kind === 'found' ? [resolution.item.index] : [];
  });
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

function recommendations(
  { catalogue }: ServedModel,
  { indices, scores, details }: ItemList,
  causes: readonly (readonly Cause[])[] | undefined,
) {
  const list: Recommendations['recommendations'] = [];
  for (let place = 0; place < indices.length; place += 1) {
    const { id, title } = catalogue.item(indices[place] ?? 0);
    const score = scores[place] ?? 0;
    list.push({
      ...(title === undefined ? { id, score } : { id, title, score }),
      ...details?.[place],
      ...(causes && {
        because: (causes[place] ?? []).map(({ index, drop }) => ({
          ...describeItem(catalogue.item(index)),
          drop,
        })),
      }),
    });
  }
  return list;
}

/** Maps a list, and lets other requests have their turn where that takes long. */
async function inSlices<From, To>(
  list: readonly From[],
  map: (from: From) => To,
  caller: TracedCaller,
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
