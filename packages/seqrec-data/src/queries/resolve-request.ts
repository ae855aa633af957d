import type { Resolution } from '../dataset/catalogue.js';
import type { History } from '../dataset/history.js';
import { SeqrecDataError } from '../error.js';
import type { ExternalId } from '../sources/interaction.js';
import type { ExternalHistory } from './external-history.js';
import { atOnce, inTurns } from './in-turns.js';
import {
  describeUnusableInTurns,
  describing,
  type UnusableId,
  UnusableIdsError,
} from './unusable-id.js';

/** Ids between two pauses. They take milliseconds where the item of each has to be read. */
const IDS_A_TURN = 1024;

/** Finds the item of an id: `Catalogue.resolve`, or a wider search for ids that people type. */
export type ResolveId = (id: ExternalId) => Resolution;

/** A history in item indices, without the ids that cannot be used. */
export interface ResolvedHistory {
  readonly history: History;
  readonly unusable: readonly UnusableId[];
}

/** The items that a request excludes or allows, in item indices. */
export interface ResolvedLimits {
  readonly exclude: Int32Array;
  /** Absent if every item is allowed. */
  readonly allow?: Int32Array;
  readonly unusable: readonly UnusableId[];
}

/** The items that may be recommended, in external ids. */
export interface ExternalLimits {
  readonly exclude?: readonly ExternalId[] | undefined;
  readonly allow?: readonly ExternalId[] | undefined;
}

/**
 * A history in item indices, sorted by its times if it has them; ties keep their order. Leaves out and reports ids
 * without an item or with several.
 *
 * @throws SeqrecDataError `invalid-option` if the times do not fit the items.
 */
export function resolveHistory(
  resolve: ResolveId,
  history: readonly ExternalId[] | ExternalHistory,
): ResolvedHistory {
  return atOnce(resolvingHistory(resolve, history));
}

/** As {@link resolveHistory}, with a pause after each thousand ids: an item may have to be read to compare its id. */
export function resolveHistoryInTurns(
  resolve: ResolveId,
  history: readonly ExternalId[] | ExternalHistory,
  pause: () => Promise<unknown>,
): Promise<ResolvedHistory> {
  return inTurns(resolvingHistory(resolve, history), pause);
}

/** Yields now and then. */
function* resolvingHistory(
  resolve: ResolveId,
  history: readonly ExternalId[] | ExternalHistory,
): Generator<void, ResolvedHistory> {
  const { items, timestamps }: ExternalHistory = 'items' in history ? history : { items: history };
  if (timestamps !== undefined && timestamps.length !== items.length) {
    throw new SeqrecDataError(
      'invalid-option',
      `a history of ${items.length} items needs as many timestamps, got ${timestamps.length}`,
    );
  }
  const known: number[] = [];
  const times: number[] = [];
  const unusable: UnusableId[] = [];
  // To sort many events takes milliseconds, too.
  if (timestamps !== undefined && items.length > IDS_A_TURN) yield;
  const places = inTimeOrder(items.length, timestamps);
  for (const [count, place] of places.entries()) {
    if (count % IDS_A_TURN === IDS_A_TURN - 1) yield;
    const id = items[place] as ExternalId;
    const resolution = resolve(id);
    if (resolution.kind !== 'found') {
      unusable.push({ id, part: 'history', resolution });
      continue;
    }
    known.push(resolution.item.index);
    if (timestamps !== undefined) times.push(finiteTime(timestamps[place] as number | bigint));
  }
  return {
    history: {
      items: Int32Array.from(known),
      ...(timestamps && { timestamps: Float64Array.from(times) }),
    },
    unusable,
  };
}

/**
 * The items that may be recommended, in item indices. A title that several items share excludes or allows all of them.
 * Leaves out and reports ids without an item.
 *
 * @throws UnusableIdsError if `allow` names items and none of them can be used.
 */
export function resolveLimits(resolve: ResolveId, limits: ExternalLimits): ResolvedLimits {
  return atOnce(resolving(resolve, limits));
}

/** As {@link resolveLimits}, with a pause after each thousand ids: lists may have 100,000. */
export function resolveLimitsInTurns(
  resolve: ResolveId,
  limits: ExternalLimits,
  pause: () => Promise<unknown>,
): Promise<ResolvedLimits> {
  return inTurns(resolving(resolve, limits), pause);
}

/** Yields now and then. */
function* resolving(
  resolve: ResolveId,
  { exclude = [], allow }: ExternalLimits,
): Generator<void, ResolvedLimits> {
  const excluded = yield* indicesOf(resolve, exclude, 'exclude');
  if (allow === undefined) return { exclude: excluded.indices, unusable: excluded.unusable };
  const allowed = yield* indicesOf(resolve, allow, 'allow');
  if (allow.length > 0 && allowed.indices.length === 0) {
    const notices = yield* describing(allowed.unusable);
    throw new UnusableIdsError(allowed.unusable, ', so nothing can be recommended', notices);
  }
  return {
    exclude: excluded.indices,
    allow: allowed.indices,
    unusable: excluded.unusable.concat(allowed.unusable),
  };
}

/** @throws UnusableIdsError if there is an id that cannot be used. */
export function refuseUnusable(unusable: readonly UnusableId[]): void {
  if (unusable.length > 0) throw new UnusableIdsError(unusable);
}

/** As {@link refuseUnusable}, with a pause after each few thousand ids. */
export async function refuseUnusableInTurns(
  unusable: readonly UnusableId[],
  pause: () => Promise<unknown>,
): Promise<void> {
  if (unusable.length === 0) return;
  throw new UnusableIdsError(unusable, '', await describeUnusableInTurns(unusable, pause));
}

function* indicesOf(
  resolve: ResolveId,
  ids: readonly ExternalId[],
  part: 'exclude' | 'allow',
): Generator<void, { readonly indices: Int32Array; readonly unusable: readonly UnusableId[] }> {
  const indices: number[] = [];
  const unusable: UnusableId[] = [];
  for (const [place, id] of ids.entries()) {
    if (place % IDS_A_TURN === IDS_A_TURN - 1) yield;
    const resolution = resolve(id);
    if (resolution.kind === 'found') indices.push(resolution.item.index);
    else if (resolution.kind === 'ambiguous') {
      for (const { index } of resolution.items) indices.push(index);
    } else unusable.push({ id, part, resolution });
  }
  return { indices: Int32Array.from(indices), unusable };
}

/** The indices of a history's events, oldest first. */
function inTimeOrder(length: number, timestamps: ExternalHistory['timestamps']): readonly number[] {
  const places: number[] = [];
  for (let place = 0; place < length; place += 1) places.push(place);
  if (timestamps === undefined) return places;
  return places.sort((a, b) => {
    const [first, second] = [timestamps[a] as number | bigint, timestamps[b] as number | bigint];
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

function finiteTime(time: number | bigint): number {
  const number = Number(time);
  if (Number.isFinite(number)) return number;
  throw new SeqrecDataError('invalid-option', `a timestamp is a finite number, got ${time}`);
}
