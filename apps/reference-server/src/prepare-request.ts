import { randomUUID } from 'node:crypto';
import { type CheckedRules, seenItems } from '@org/rules';
import {
  type ExternalId,
  type ResolveId,
  refuseUnusableInTurns,
  resolveHistoryInTurns,
  resolveLimitsInTurns,
  type UnusableId,
  UnusableIdsError,
} from '@org/seqrec-data';
import { nextTurn, type RankQuery, type ServedModel } from '@org/serving';
import type { Interaction } from '@org/store';
import type { ItemHost, ModelItems } from './item-host.js';
import { refuse } from './problem.js';
import { requestedRules } from './requested-rules.js';
import type { RecommendationRequest } from './schemas.js';
import { ownTurn } from './slices.js';
import type { TracedCaller } from './trace.js';

/**
 * A request to answer, and the kept events of the user where there is one. Times of kept events are in milliseconds, those
 * of a body in the unit of the model's data.
 */
export interface AnsweredRequest extends RecommendationRequest {
  readonly timestampUnit?: 'milliseconds';
  readonly events?: readonly Interaction[];
}

/** A request in item indices. */
export interface PreparedRequest {
  /** Names the answer. */
  readonly id: string;
  readonly model: ServedModel;
  readonly query: RankQuery;
  readonly unusable: readonly UnusableId[];
  /** With the items that they are about. */
  readonly ruled: { readonly rules: CheckedRules; readonly items: ModelItems } | undefined;
  /** Events of the history that may explain an item. */
  readonly explain: number;
}

export interface PrepareOptions {
  /** The model that answers it. */
  readonly model: ServedModel;
  readonly items: ItemHost;
  /** What comes before the fields of the request in the body. */
  readonly prefix: string;
  readonly caller: TracedCaller;
}

/** Answers 422 where the request names what cannot be used, and 400 where its rules are none. */
export async function prepareRequest(
  request: AnsweredRequest,
  { model, items, prefix, caller }: PrepareOptions,
): Promise<PreparedRequest> {
  const resolve = (id: ExternalId) => model.catalogue.resolve(id);
  const ruled =
    request.rules === undefined
      ? undefined
      : await ruledItems(request.rules, { model, items, prefix, caller });
  const rules = ruled?.rules;
  const { events, k } = request;
  const timestamps = timesFor(model, request);
  await ownTurn(request.history.length, caller);
  const history = await resolveHistoryInTurns(
    resolve,
    { items: request.history, ...(timestamps && { timestamps }) },
    nextTurn,
  );
  const limits = await refusing(prefix, () => resolveLimitsInTurns(resolve, request, nextTurn));
  const unusable = history.unusable.concat(limits.unusable);
  if (request.unknown === 'error') {
    await refusing(prefix, () => refuseUnusableInTurns(unusable, nextTurn));
  }
  const { allow } = limits;
  const seen = rules?.seen && events && seenItems(events, rules.seen, Date.now());
  // What the user has seen is known of each event, which says more than that it is in the history.
  const excludeSeen = request.excludeSeen ?? (seen === undefined && model.excludeSeen);
  const exclude =
    seen === undefined
      ? limits.exclude
      : Int32Array.from([...limits.exclude, ...indicesOf(seen, resolve)]);
  return {
    ...{ model, unusable, ruled, id: randomUUID(), explain: request.explain },
    query: { history: history.history, k, excludeSeen, exclude, ...(allow && { allow }) },
  };
}

/** Rules that suit the items of a model, and these items. */
async function ruledItems(
  requested: NonNullable<RecommendationRequest['rules']>,
  { model, items, prefix }: PrepareOptions,
): Promise<PreparedRequest['ruled']> {
  const own = await items.of(model.catalogue);
  const names = items.ruleSetNames;
  return { rules: requestedRules(requested, { prefix, items: own, names }), items: own };
}

/** The times of a history in the unit of the data that the model was trained on. */
function timesFor(
  model: ServedModel,
  { timestamps, timestampUnit }: AnsweredRequest,
): readonly number[] | undefined {
  const isOther = timestampUnit === 'milliseconds' && model.timestampUnit === 'seconds';
  return isOther ? timestamps?.map((time) => time / 1000) : timestamps;
}

/** The items that the model knows. */
function indicesOf(ids: readonly ExternalId[], resolve: ResolveId): number[] {
  return ids.flatMap((id) => {
    const resolution = resolve(id);
    return resolution.kind === 'found' ? [resolution.item.index] : [];
  });
}

/** Answers 422 where ids of a request cannot be used; `prefix` says where in the body the request is. */
async function refusing<Value>(prefix: string, resolve: () => Promise<Value>): Promise<Value> {
  try {
    return await resolve();
  } catch (error) {
    if (!(error instanceof UnusableIdsError)) throw error;
    const path = `${prefix}${error.unusable[0]?.part ?? 'history'}`;
    const message = error.message;
    refuse(422, `${prefix}${message}`, { errors: [{ path, message }] });
  }
}
