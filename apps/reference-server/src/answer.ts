import { type Cause, type CheckedRules, type Place, withoutLeftOut } from '@org/rules';
import {
  describeUnusableInTurns,
  type ExternalId,
  type ItemRecord,
  type UnusableId,
} from '@org/seqrec-data';
import { nextTurn, type Ranked, type RankQuery, type ServedModel } from '@org/serving';
import { refuseCostly, refuseCostlyRules } from './answer-cost.js';
import type { ItemHost } from './item-host.js';
import { type AnsweredRequest, type PreparedRequest, prepareRequest } from './prepare-request.js';
import { refuse } from './problem.js';
import { causesOf, rankedList } from './ranked-list.js';
import { type Reranker, rerankedModel } from './ratings/reranked-model.js';
import type { Recommendations } from './schemas.js';
import { inSlices, isLarge, ownTurn } from './slices.js';
import { inSpan, type TracedCaller, tracedModel } from './trace.js';

/** A request, and the model that answers it. */
export interface AssignedRequest {
  readonly request: AnsweredRequest;
  readonly model: ServedModel;
}

/** What requests are answered with. */
export interface Answering {
  readonly items: ItemHost;
  readonly caller: TracedCaller;
  readonly reranker?: Reranker | undefined;
}

/** Ids that are compared in one turn. */
const IDS_A_TURN = 8192;

/** A list of items, and what is said of each besides. */
interface ItemList extends Ranked {
  readonly details?: readonly ItemDetails[];
}

type ItemDetails = Pick<Recommendations['recommendations'][number], 'reason' | 'propensity'>;

/**
 * Answers each request by its model, or by popularity where the history holds nothing that the model knows. The order is
 * that of the requests.
 */
export async function answerAll(
  answering: Answering,
  assigned: readonly AssignedRequest[],
): Promise<readonly Recommendations[]> {
  const { items, caller } = answering;
  const requests = assigned.map(({ request }) => request);
  refuseCostly(requests);
  requests.forEach(({ history, timestamps }, place) => {
    if (timestamps === undefined || timestamps.length === history.length) return;
    const path = `${prefixOf(requests, place)}timestamps`;
    const message = `needs one timestamp per entry of the history, got ${timestamps.length} for ${history.length}`;
    refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
  });
  const prepared = await inSpan(caller.span, 'resolve items', () =>
    inSlices(
      assigned,
      ({ request, model }, place) =>
        prepareRequest(request, { model, items, caller, prefix: prefixOf(requests, place) }),
      caller,
    ),
  );
  refuseCostlyRules(prepared.map(({ ruled, query: { k } }) => ({ rules: ruled?.rules, k })));
  const lists = await listsOf(answering, prepared);
  const causes = await Promise.all(
    prepared.map(async ({ explain, query, model }, place) => {
      if (explain === 0 || isEmpty(query)) return undefined;
      // Lists of several requests may come from the model in one turn.
      await ownTurn(explain * query.history.items.length, caller);
      const { indices } = lists[place] as ItemList;
      return inSpan(caller.span, 'explain', (span) =>
        causesOf({ query, indices, last: explain, caller, model: tracedModel(model, span) }),
      );
    }),
  );
  return inSlices(
    prepared,
    async ({ id, query, unusable, model, explain }, place) => {
      const list = lists[place] as ItemList;
      const describe = describing(model, list, causes[place]);
      const places = Array.from(list.indices.keys());
      const described = isLarge(list.indices.length * (1 + explain))
        ? await inSlices(places, describe, caller)
        : places.map(describe);
      await ownTurn(unusable.length, caller);
      const ignored = await distinctIds(unusable);
      return {
        recommendationId: id,
        recommendations: described,
        ignored,
        notices: await describeUnusableInTurns(unusable, nextTurn),
        fallback: isEmpty(query) ? ('popularity' as const) : null,
      };
    },
    caller,
  );
}

/** The lists of requests: one computation of each model for all that have no rules. */
async function listsOf(
  answering: Answering,
  prepared: readonly PreparedRequest[],
): Promise<readonly ItemList[]> {
  const { caller, reranker } = answering;
  const models = [...new Set(prepared.map(({ model }) => model))];
  const plain = Promise.all(
    models.map((model) =>
      plainLists(
        answering,
        model,
        prepared.filter((one) => one.model === model && one.ruled === undefined),
      ),
    ),
  );
  const ruled = prepared.map(async ({ model, query, id: seed, ruled }) => {
    if (ruled === undefined) return undefined;
    // Others have their turn between two lists of a batch.
    if (prepared.length > 1) await nextTurn();
    const { rules, items } = ruled;
    const places = await inSpan(caller.span, 'rules', (span) =>
      rankedList({
        ...{ rules, query, seed, caller, items },
        model: rerankedModel(tracedModel(model, span), reranker),
      }),
    );
    return listOf(places, rules);
  });
  const [byModel, ...byRules] = await Promise.all([plain, ...ruled]);
  const lists = new Map(byModel.flatMap((ofModel) => [...ofModel]));
  return prepared.map((one, place) => byRules[place] ?? (lists.get(one) as ItemList));
}

/** The lists of requests without rules by one model. */
async function plainLists(
  { items, caller, reranker }: Answering,
  model: ServedModel,
  prepared: readonly PreparedRequest[],
): Promise<ReadonlyMap<PreparedRequest, ItemList>> {
  const bias = await items.biasOfAll(model.catalogue);
  const biased = (query: RankQuery): RankQuery => ({ ...query, ...(bias && { bias }) });
  const known = prepared.filter(({ query }) => !isEmpty(query));
  const ranked = await rerankedModel(tracedModel(model, caller.span), reranker).rank(
    known.map(({ query }) => biased(query)),
    caller,
  );
  const byModel = new Map(known.map((one, place) => [one, ranked[place]]));
  const lists = await inSlices(
    prepared,
    (one) => withoutLeftOut(byModel.get(one) ?? model.popularity.best(biased(one.query))),
    caller,
  );
  return new Map(prepared.map((one, place) => [one, lists[place] as ItemList]));
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

/** Each id once; of 100,000 in several turns. */
async function distinctIds(unusable: readonly UnusableId[]): Promise<ExternalId[]> {
  const ids = new Set<ExternalId>();
  for (const [place, { id }] of unusable.entries()) {
    if (place % IDS_A_TURN === IDS_A_TURN - 1) await nextTurn();
    ids.add(id);
  }
  return [...ids];
}

/** What comes before the fields of a request in the body. */
function prefixOf(requests: readonly unknown[], place: number): string {
  return requests.length > 1 ? `requests.${place}.` : '';
}

function isEmpty({ history }: RankQuery): boolean {
  return history.items.length === 0;
}

/** Describes the item at a place of a list. */
function describing(
  { catalogue }: ServedModel,
  { indices, scores, details }: ItemList,
  causes: readonly (readonly Cause[])[] | undefined,
): (place: number) => Recommendations['recommendations'][number] {
  return (place) => {
    const { id, title } = catalogue.item(indices[place] ?? 0);
    const score = scores[place] ?? 0;
    return {
      ...(title === undefined ? { id, score } : { id, title, score }),
      ...details?.[place],
      ...(causes && {
        because: (causes[place] ?? []).map(({ index, drop }) => ({
          ...describeItem(catalogue.item(index)),
          drop,
        })),
      }),
    };
  };
}
