import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ExternalId, type ItemRecord, knownHistory } from '@org/seqrec-data';
import type { Ranked, RankQuery } from './messages.js';
import { refuse } from './problem.js';
import { resolveId } from './resolve-id.js';
import type { RecommendationRequest, Recommendations } from './schemas.js';
import type { Caller, ServedModel } from './served-model.js';

/** Recommendations in one answer at the most, so that writing it does not hold up other requests. */
const MAX_RECOMMENDATIONS = 25_600;

/** After so many milliseconds of work on one request, others have their turn. */
const SLICE_MS = 10;

/** A request in item indices. */
interface Prepared {
  readonly query: RankQuery;
  readonly ignored: readonly ExternalId[];
}

/**
 * Answers each request by the model, or by popularity where the history holds nothing that the model knows. The order
 * is that of the requests.
 */
export async function answerAll(
  model: ServedModel,
  requests: readonly RecommendationRequest[],
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
    const path = requests.length > 1 ? `requests.${place}.timestamps` : 'timestamps';
    const message = `needs one timestamp per entry of the history, got ${timestamps.length} for ${history.length}`;
    refuse(422, `${path}: ${message}`, { errors: [{ path, message }] });
  });
  const prepared = await inSlices(requests, (request) => prepare(model, request), caller);
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
        recommendations: best === undefined ? [] : recommendations(model, best),
        ignored: [...one.ignored],
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

function prepare(model: ServedModel, request: RecommendationRequest): Prepared {
  const { k, excludeSeen, timestamps } = request;
  const history = resolveAll(model, request.history);
  const exclude = resolveAll(model, request.exclude);
  const allow = resolveAll(model, request.allow ?? []);
  const ignored = [...new Set([...history.unknown, ...exclude.unknown, ...allow.unknown])];
  if (request.unknown === 'error' && ignored.length > 0) {
    refuse(422, `the model does not know ${ignored.map((id) => JSON.stringify(id)).join(', ')}`);
  }
  const { known } = knownHistory(
    model.catalogue,
    {
      items: history.known,
      ...(timestamps && { timestamps: history.places.map((place) => timestamps[place] ?? 0) }),
    },
    'ignore',
  );
  return {
    ignored,
    query: {
      ...{ history: known, k, excludeSeen },
      exclude: indices(model, exclude.known),
      ...(request.allow && { allow: indices(model, allow.known) }),
    },
  };
}

function isEmpty({ history }: RankQuery): boolean {
  return history.items.length === 0;
}

function recommendations({ catalogue }: ServedModel, { indices, scores }: Ranked) {
  return Array.from(indices, (index, place) => ({
    ...describeItem(catalogue.item(index)),
    score: scores[place] ?? 0,
  }));
}

function indices({ catalogue }: ServedModel, ids: readonly ExternalId[]): Int32Array {
  return Int32Array.from(ids, (id) => catalogue.indexOf(id) ?? 0);
}

function resolveAll({ catalogue }: ServedModel, ids: readonly ExternalId[]) {
  const known: ExternalId[] = [];
  const unknown: ExternalId[] = [];
  /** The places of the known ids in `ids`. */
  const places: number[] = [];
  for (const [place, id] of ids.entries()) {
    const resolved = resolveId(catalogue, id);
    if (resolved === undefined) unknown.push(id);
    else {
      known.push(resolved);
      places.push(place);
    }
  }
  return { known, unknown, places };
}

/** Maps a list, and lets other requests have their turn where that takes long. */
async function inSlices<From, To>(
  list: readonly From[],
  map: (from: From) => To,
  { signal }: Caller,
): Promise<To[]> {
  const mapped: To[] = [];
  let start = performance.now();
  for (const one of list) {
    if (performance.now() - start > SLICE_MS) {
      await nextTurn();
      signal.throwIfAborted();
      start = performance.now();
    }
    mapped.push(map(one));
  }
  return mapped;
}
