import { type FirstStageScores, firstStageScores } from '@org/ratings';
import {
  type ExternalId,
  type ResolveId,
  SeqrecDataError,
  type UnusableId,
} from '@org/seqrec-data';
import type { AttributeValues } from './attributes.js';
import type { BstFeatures } from './features.js';
import { bstPredictor } from './predictor.js';
import type { RatingArtifact } from './rating-artifact.js';
import type { RatingUser } from './rating-audience.js';

/** Asks how a user rates items. */
export interface RatingRequest {
  /** A user of training has a learned embedding. */
  readonly user?: ExternalId | undefined;
  /** Such as age and occupation, by the names of the data. Unknown names and values say nothing. */
  readonly attributes?: AttributeValues | undefined;
  /** What the user rated: ids or titles, oldest first, or in any order with `timestamps`. */
  readonly history: readonly ExternalId[];
  /** The rating of each item of the history. */
  readonly ratings: readonly number[];
  /** When the user rated each item of the history, in the unit of the data. */
  readonly timestamps?: readonly number[] | undefined;
  /** When the user rates, in the unit of the data. Default: the newest of `timestamps`. */
  readonly timestamp?: number | undefined;
  /** The items to rate: ids or titles. */
  readonly items: readonly ExternalId[];
  /** The score that a first stage gave each of `items`, its candidates, best first. Only a re-ranker reads it. */
  readonly scores?: readonly number[] | undefined;
}

export interface PredictedRating {
  readonly id: ExternalId;
  readonly title?: string;
  /** Inside the range of the ratings of training; a probability from 0 to 1 if the loss is `log`. */
  readonly rating: number;
}

/** An id that a request names in its history or among the items to rate, and that is not used. */
export interface UnratedId extends Omit<UnusableId, 'part'> {
  readonly part: 'history' | 'items';
}

export interface RatingAnswer {
  /** In the order of the request. */
  readonly ratings: readonly PredictedRating[];
  readonly unusable: readonly UnratedId[];
}

/** A request in item indices. */
export interface ResolvedRatings {
  readonly user: RatingUser;
  /** The indices of the items to rate. */
  readonly items: readonly number[];
  /** Seconds since 1970. */
  readonly time: number | undefined;
  /** What a first stage says of each item. */
  readonly firstStage?: FirstStageScores | undefined;
  readonly unusable: readonly UnratedId[];
}

export interface ResolveRatingsOptions extends Pick<RatingArtifact, 'timestampUnit'> {
  /** Finds the item of an id. */
  readonly resolve: ResolveId;
  readonly features: Pick<BstFeatures, 'learned'>;
}

/**
 * A request in item indices, its history sorted by its times if it has them; ties keep their order. Leaves out and reports
 * ids without an item or with several.
 *
 * @throws SeqrecDataError `invalid-option` if ratings or times do not fit the history, or an attribute has another type
 * than in the data.
 */
export function resolveRatings(
  {
    user: id,
    attributes,
    history,
    ratings,
    timestamps,
    timestamp,
    items: asked,
    scores,
  }: RatingRequest,
  { resolve, features, timestampUnit }: ResolveRatingsOptions,
): ResolvedRatings {
  requireAsMany('ratings', ratings, history.length);
  if (timestamps !== undefined) requireAsMany('timestamps', timestamps, history.length);
  if (scores !== undefined) requireAsMany('scores', scores, asked.length, 'a list');
  requireTypes(attributes, features);
  const seconds = (time: number) => (timestampUnit === 'milliseconds' ? time / 1000 : time);
  const unusable: UnratedId[] = [];
  const indexOf = (itemId: ExternalId, part: UnratedId['part']) => {
    const resolution = resolve(itemId);
    if (resolution.kind === 'found') return [resolution.item.index];
    unusable.push({ id: itemId, part, resolution });
    return [];
  };
  const known = history.flatMap((itemId, place) => {
    const time = timestamps?.[place];
    return indexOf(itemId, 'history').map((item) => ({
      ...{ item, value: ratings[place] as number },
      time: time === undefined ? undefined : seconds(time),
    }));
  });
  if (timestamps !== undefined) known.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  const given = timestamp === undefined ? known.at(-1)?.time : seconds(timestamp);
  const rated = asked.map((itemId) => indexOf(itemId, 'items'));
  // Unknown items have their share of the candidates too.
  const all = scores && firstStageScores(scores);
  const ofRated = (column: Float32Array) => column.filter((_, place) => rated[place]?.length === 1);
  return {
    user: {
      ...{ id, attributes },
      items: known.map(({ item }) => item),
      values: known.map(({ value }) => value),
      ...(timestamps && { times: known.map(({ time }) => time ?? Number.NaN) }),
    },
    items: rated.flat(),
    time: given,
    ...(all && { firstStage: { shares: ofRated(all.shares), ranks: ofRated(all.ranks) } }),
    unusable,
  };
}

/** Ratings of each request's items, all computed together. An engine must be running. */
export async function predictResolved(
  { model, features: learned, reranking }: Pick<RatingArtifact, 'model' | 'features' | 'reranking'>,
  requests: readonly Pick<ResolvedRatings, 'user' | 'items' | 'time' | 'firstStage'>[],
): Promise<readonly Float32Array[]> {
  const features = learned.of(requests.map(({ user }) => user));
  const { data } = features;
  const rows = requests.flatMap(({ items }, row) => items.map(() => row));
  const times = rows.map((row) => requests[row]?.time ?? Number.NaN);
  const { firstStageWeight = 0 } = reranking ?? {};
  const unknown = (items: readonly number[]) => items.map(() => Number.NaN);
  const columnOf = (column: keyof FirstStageScores) =>
    Float32Array.from(
      requests.flatMap(({ items, firstStage }) => [...(firstStage?.[column] ?? unknown(items))]),
    );
  const values = await bstPredictor({ model, features, firstStageWeight }).predict({
    data,
    users: Int32Array.from(rows),
    items: Int32Array.from(requests.flatMap(({ items }) => items)),
    ends: Int32Array.from(rows, (row) => data.offsets[row + 1] as number),
    times: Float64Array.from(times),
    ...(reranking && { firstStage: { shares: columnOf('shares'), ranks: columnOf('ranks') } }),
  });
  let from = 0;
  return requests.map(({ items }) => {
    from += items.length;
    return values.subarray(from - items.length, from);
  });
}

export interface PredictRatingsOptions {
  /** Finds the item of an id. Default: as the catalogue does. */
  readonly resolve?: ResolveId;
}

/**
 * How users rate items, in external ids. An engine must be running.
 *
 * @throws what {@link resolveRatings} throws.
 */
export async function predictRatings(
  artifact: RatingArtifact,
  requests: readonly RatingRequest[],
  { resolve = (id) => artifact.catalogue.resolve(id) }: PredictRatingsOptions = {},
): Promise<readonly RatingAnswer[]> {
  const { catalogue } = artifact;
  const resolved = requests.map((request) => resolveRatings(request, { ...artifact, resolve }));
  const values = await predictResolved(artifact, resolved);
  return resolved.map(({ items, unusable }, place) => ({
    ratings: items.map((index, i) => {
      const { id, title } = catalogue.item(index);
      const rating = values[place]?.[i] as number;
      return title === undefined ? { id, rating } : { id, title, rating };
    }),
    unusable,
  }));
}

function requireAsMany(
  name: string,
  values: readonly number[],
  length: number,
  of = 'a history',
): void {
  if (values.length !== length) {
    throw new SeqrecDataError(
      'invalid-option',
      `${of} of ${length} items needs as many ${name}, got ${values.length}`,
    );
  }
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new SeqrecDataError('invalid-option', `${name} are finite numbers, got ${bad}`);
}

/** An attribute of another type would count as unknown, which nobody would notice. */
function requireTypes(
  attributes: AttributeValues = {},
  { learned: { userVocabulary } }: ResolveRatingsOptions['features'],
): void {
  const { classes, numbers } = userVocabulary;
  for (const [name, value] of Object.entries(attributes)) {
    const isNumber = numbers.includes(name);
    const isClass = classes.some((one) => one.name === name);
    if ((isNumber && typeof value !== 'number') || (isClass && Array.isArray(value))) {
      throw new SeqrecDataError(
        'invalid-option',
        `the attribute "${name}" is a ${isNumber ? 'number' : 'text'} in the data, got ${JSON.stringify(value)}`,
      );
    }
  }
}
