import type { Random } from '@org/random';
import type { CapCounts } from './cap-counts.js';
import type { MarginalRelevance } from './marginal-relevance.js';
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
  /** Candidates, best first, without items that are left out. */
  readonly candidates: Ranked;
  /** The promotion of each of the k places. */
  readonly slots: readonly (number | undefined)[];
  /** The candidates of each promotion, best first. */
  readonly promoted: readonly Ranked[];
  readonly caps: CapCounts;
  /** The relevance of the first candidates, which are its pool. */
  readonly relevance?: MarginalRelevance | undefined;
  readonly exploration?: PlaceExploration | undefined;
}

export interface PlaceExploration {
  readonly share: number;
  /** The first so many candidates are drawn from. */
  readonly pool: number;
  readonly random: Random;
}

export interface FilledPlaces {
  readonly places: readonly Place[];
  /** Whether a place found no candidate that the caps admit, so that more candidates could change the list. */
  readonly shortOfCandidates: boolean;
  /** The same, by promotion. */
  readonly shortOfPromoted: readonly boolean[];
}

/**
 * Fills a list from the top. An item is open to a place when it is not above and the caps admit it. A place takes
 *
 * 1. where it belongs to a promotion, the best open item of that, if there is one;
 * 2. else, with the probability of exploration, an item drawn uniformly from the open ones of its pool;
 * 3. else the open item with the greatest marginal relevance in the pool of diversity;
 * 4. without diversity, or where that pool has no open item, the best open candidate.
 *
 * So caps always hold. Costs a look at each candidate, and for each place one at each item of a pool. Yields after each place.
 */
export function* fillPlaces(options: FillPlacesOptions): Generator<void, FilledPlaces> {
  const { candidates, promoted, slots, caps, relevance, exploration } = options;
  const places: Place[] = [];
  const shown = new Set<number>();
  const shortOfPromoted = promoted.map(() => false);
  let shortOfCandidates = false;

  const isOpen = (index: number) => !shown.has(index) && caps.admits(index);
  const firstOpen = firstOpenOf(candidates.indices, isOpen);
  const firstPromoted = promoted.map(({ indices }) => firstOpenOf(indices, isOpen));
  const openRelevant = relevance && openOf(candidates.indices, relevance.pool, isOpen);
  const openDrawable = exploration && openOf(candidates.indices, exploration.pool, isOpen);
  const show = (from: Ranked, at: number, why: Omit<Place, 'index' | 'score'>) => {
    const index = from.indices[at] as number;
    places.push({ index, score: from.scores[at] as number, ...why });
    shown.add(index);
    caps.show(index);
    relevance?.show(index);
  };

  for (const promotion of slots) {
    yield;
    if (promotion !== undefined) {
      const at = firstPromoted[promotion]?.();
      if (at !== undefined) {
        show(promoted[promotion] as Ranked, at, { reason: 'promotion', promotion, propensity: 1 });
        continue;
      }
      shortOfPromoted[promotion] = true;
    }
    const best =
      (relevance && openRelevant && mostRelevant(openRelevant(), relevance)) ?? firstOpen();
    if (best === undefined) {
      shortOfCandidates = true;
      break;
    }
    const drawable = openDrawable?.() ?? [];
    if (exploration === undefined || drawable.length === 0) {
      show(candidates, best, { reason: 'rank', propensity: 1 });
      continue;
    }
    const { share, random } = exploration;
    const draws = random.float() < share;
    const at = draws ? (drawable[random.integer(drawable.length)] as number) : best;
    show(candidates, at, {
      reason: draws ? 'exploration' : 'rank',
      propensity:
        (at < exploration.pool ? share / drawable.length : 0) + (at === best ? 1 - share : 0),
    });
  }
  return { places, shortOfCandidates, shortOfPromoted };
}

/** Finds the first open item each time. One that is not open never will be, so the search goes on from there. */
function firstOpenOf(
  indices: Int32Array,
  isOpen: (index: number) => boolean,
): () => number | undefined {
  let next = 0;
  return () => {
    while (next < indices.length && !isOpen(indices[next] as number)) next += 1;
    return next < indices.length ? next : undefined;
  };
}

/** Finds the places of a pool whose items are open. Those that are not open never will be, and are not looked at again. */
function openOf(
  indices: Int32Array,
  pool: number,
  isOpen: (index: number) => boolean,
): () => readonly number[] {
  let open = Array.from({ length: Math.min(pool, indices.length) }, (_, place) => place);
  return () => {
    open = open.filter((place) => isOpen(indices[place] as number));
    return open;
  };
}

/** The first of the greatest. */
function mostRelevant(open: readonly number[], relevance: MarginalRelevance): number | undefined {
  let [best] = open;
  for (const place of open) {
    if (relevance.of(place) > relevance.of(best as number)) best = place;
  }
  return best;
}
