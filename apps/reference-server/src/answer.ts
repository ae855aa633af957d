import { type ExternalId, recommend } from '@org/seqrec-data';
import { refuse } from './problem.js';
import { resolveId } from './resolve-id.js';
import type { RecommendationRequest, Recommendations } from './schemas.js';
import type { ServedModel } from './served-model.js';

/** Answers one request: by the model, or by popularity where the history holds nothing that the model knows. */
export async function answer(
  model: ServedModel,
  request: RecommendationRequest,
): Promise<Recommendations> {
  const { catalogue } = model;
  const { timestamps } = request;
  const history = resolveAll(model, request.history);
  const exclude = resolveAll(model, request.exclude);
  const allow = resolveAll(model, request.allow ?? []);
  const ignored = [...new Set([...history.unknown, ...exclude.unknown, ...allow.unknown])];
  if (request.unknown === 'error' && ignored.length > 0) {
    refuse(422, `the model does not know ${ignored.map((id) => JSON.stringify(id)).join(', ')}`);
  }

  const fallback = history.known.length === 0;
  const { recommendations } = await recommend(
    fallback ? model.fallback : model.scorer,
    catalogue,
    {
      items: history.known,
      ...(timestamps && { timestamps: history.places.map((place) => timestamps[place] ?? 0) }),
    },
    {
      k: request.k,
      excludeSeen: request.excludeSeen,
      exclude: exclude.known,
      ...(request.allow === undefined ? {} : { allow: allow.known }),
    },
  );
  return {
    recommendations: recommendations.map(({ item, title, score }) => ({
      id: item,
      ...(title === undefined ? {} : { title }),
      score,
    })),
    ignored,
    fallback: fallback ? 'popularity' : null,
  };
}

function resolveAll({ catalogue }: ServedModel, ids: readonly ExternalId[]) {
  const known: ExternalId[] = [];
  const unknown: ExternalId[] = [];
  /** Where the known ids stand in `ids`. */
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
