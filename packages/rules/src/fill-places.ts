import type { Random } from '@org/random';
import type { Candidates } from './candidates.js';
import type { CapCounts } from './cap-counts.js';
import type { MarginalRelevance } from './marginal-relevance.js';
import { OpenPlaces } from './open-places.js';
import type { Pause } from './pause.js';
import type { Ranked } from './ranked.js';

/** One place of a list. */
export interface Place {
  readonly index: number;
  /** The score of the model, with boosts. */
  readonly score: number;
  /** Why the item is here: its rank, diversity included; a promotion; a draw. */
  readonly reason: 'rank' | 'promotion' | 'exploration';
  /** The place of its promotion among the promotions, where `reason` is promotion. */
  readonly promotion?: number;
  /**
   * The probability that this place shows this item, given the items above it. The product over the places is the
   * probability of the list.
   */
  readonly propensity: number;
}

export interface FillPlacesOptions {
  readonly candidates: Candidates;
  /** The promotion of each of the k places. */
  readonly slots: readonly (number | undefined)[];
  /** The candidates of each promotion. */
  readonly promoted: readonly Candidates[];
  readonly caps: CapCounts;
  /** The relevance of the first candidates, which are its pool. */
  readonly relevance?: MarginalRelevance | undefined;
  readonly exploration?: PlaceExploration | undefined;
  readonly pause?: Pause | undefined;
}

export interface PlaceExploration {
  readonly share: number;
  /** The first so many candidates are drawn from. */
  readonly pool: number;
  readonly random: Random;
}

/** Milliseconds of work between two pauses. */
const SLICE_MS = 5;

/**
 * Fills a list from the top. An item is open to a place when it is not above and the caps admit it. A place takes
 *
 * 1. where it belongs to a promotion, the best open item of that, if there is one;
 * 2. else, with the probability of exploration, an item drawn uniformly from the open ones of its pool;
 * 3. else the open item with the greatest marginal relevance in the pool of diversity;
 * 4. without diversity, or where that pool has no open item, the best open candidate.
 *
 * So caps always hold. Where no candidate is open, more of them are ranked, which changes no place above.
 */
export async function fillPlaces(options: FillPlacesOptions): Promise<readonly Place[]> {
  const { candidates, promoted, slots, caps, relevance, exploration, pause } = options;
  const { ranked: pool } = candidates;
  const places: Place[] = [];
  const shown = new Set<number>();

  const isOpen = (index: number) => !shown.has(index) && caps.admits(index);
  const firstOpen = firstOpenOf(candidates, isOpen);
  const firstPromoted = promoted.map((list) => firstOpenOf(list, isOpen));
  const drawable = exploration && new OpenPlaces(pool.indices.subarray(0, exploration.pool));
  const show = ({ ranked, at }: Found, why: Omit<Place, 'index' | 'score'>) => {
    const index = ranked.indices[at] as number;
    places.push({ index, score: ranked.scores[at] as number, ...why });
    shown.add(index);
    if (caps.show(index)) drawable?.closeAll(isOpen);
    else drawable?.close(index);
    relevance?.show(index);
  };

  let start = Date.now();
  for (const promotion of slots) {
    if (pause !== undefined && Date.now() - start >= SLICE_MS) {
      await pause();
      start = Date.now();
    }
    const own = promotion === undefined ? undefined : await firstPromoted[promotion]?.();
    if (own !== undefined) {
      show(own, { reason: 'promotion', promotion: promotion as number, propensity: 1 });
      continue;
    }
    const relevant = relevance?.best(isOpen);
    const best = relevant === undefined ? await firstOpen() : { ranked: pool, at: relevant };
    if (best === undefined) break;
    if (exploration === undefined || drawable === undefined || drawable.count === 0) {
      show(best, { reason: 'rank', propensity: 1 });
      continue;
    }
    const { share, random } = exploration;
    const draws = random.float() < share;
    const at = draws ? drawable.at(random.integer(drawable.count)) : best.at;
    const propensity =
      (at < exploration.pool ? share / drawable.count : 0) + (at === best.at ? 1 - share : 0);
    if (draws) show({ ranked: pool, at }, { reason: 'exploration', propensity });
    else show(best, { reason: 'rank', propensity });
  }
  return places;
}

/** A place in a ranking. */
interface Found {
  readonly ranked: Ranked;
  readonly at: number;
}

/** Finds the first open item each time. One that is not open never will be, so the search goes on from there. */
function firstOpenOf(
  list: Candidates,
  isOpen: (index: number) => boolean,
): () => Promise<Found | undefined> {
  let next = 0;
  return async () => {
    for (;;) {
      const { ranked } = list;
      const { indices } = ranked;
      while (next < indices.length && !isOpen(indices[next] as number)) next += 1;
      if (next < indices.length) return { ranked, at: next };
      if (!(await list.more())) return undefined;
      // From the top, as items whose scores are almost equal may have changed their order.
      next = 0;
    }
  };
}
