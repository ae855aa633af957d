import { Random } from '@org/random';
import { CapCounts } from './cap-counts.js';
import type { CheckedRules } from './check-rules.js';
import { RulesError } from './error.js';
import { fillPlaces, type Place } from './fill-places.js';
import type { Filter } from './filter.js';
import { inTurns } from './in-turns.js';
import { type ItemBias, type ItemBiases, withoutLeftOut } from './item-bias.js';
import type { ItemTable } from './item-table.js';
import { poolOf } from './list-cost.js';
import { type ItemVectors, MarginalRelevance, UnitVectors } from './marginal-relevance.js';
import type { Pause } from './pause.js';
import { promotionSlots } from './promotion-slots.js';
import type { Ranked } from './ranked.js';
import type { Diversity } from './rules.js';

export interface ApplyRulesOptions {
  readonly rules: CheckedRules;
  readonly table: ItemTable;
  readonly biases: ItemBiases;
  /** Items of the list at the most. */
  readonly k: number;
  /**
   * The best items after a bias is added to the scores: `count` of them, or all where there are fewer. Items that the
   * bias leaves out may fill the end of the list, with scores for which {@link isLeftOut} holds.
   */
  readonly rank: (bias: ItemBias | undefined, count: number) => Promise<Ranked>;
  /** The vectors of items; needed for diversity. */
  readonly vectors?: ((indices: Int32Array) => ItemVectors | Promise<ItemVectors>) | undefined;
  /** Names the request: exploration draws the same for the same seed. */
  readonly seed: string;
  /** Candidates to ask for at the most, where caps leave too few. Default: all items. */
  readonly maxCandidates?: number | undefined;
  /** Called every few milliseconds: the largest pools and lists take half a second. Default: none. */
  readonly pause?: Pause | undefined;
}

/**
 * The list that the rules allow: exactly k items where so many exist. Asks for as many candidates as the list and its
 * pools need, and for twice as many each time that caps leave too few.
 *
 * @throws RulesError `invalid-rule` where diversity is wanted and there are no vectors.
 */
export async function applyRules(options: ApplyRulesOptions): Promise<readonly Place[]> {
  const { rules, table, biases, k, maxCandidates = table.itemCount, pause } = options;
  const { caps = [], diversity, exploration, promotions } = rules;
  const bias = await biases.biasOf(rules);
  const promotedBiases: (ItemBias | undefined)[] = [];
  for (const { filter } of promotions) {
    promotedBiases.push(await biases.biasOf({ ...rules, filter: both(rules.filter, filter) }));
  }
  const candidates = new Candidates(
    options,
    bias,
    Math.max(k, poolOf(exploration), poolOf(diversity)),
  );
  const promoted = promotedBiases.map((each) => new Candidates(options, each, k));
  const slots = promotionSlots(promotions, k);
  const units = new UnitVectors();

  for (;;) {
    const ranked = await candidates.get();
    const rankedPromoted: Ranked[] = [];
    for (const each of promoted) rankedPromoted.push(await each.get());
    const relevance =
      diversity && (await relevanceOf(options, ranked, rankedPromoted, diversity, units));
    // Rankings of many lists may have come in the same turn.
    await pause?.();
    const steps = fillPlaces({
      candidates: ranked,
      promoted: rankedPromoted,
      slots,
      caps: new CapCounts(caps, table),
      relevance,
      exploration: exploration && {
        share: exploration.share,
        pool: poolOf(exploration),
        random: Random.of('exploration', options.seed),
      },
    });
    const filled = await inTurns(steps, pause);
    const grown = [
      filled.shortOfCandidates && candidates.grow(maxCandidates),
      ...promoted.map((each, place) => filled.shortOfPromoted[place] && each.grow(maxCandidates)),
    ];
    if (!grown.includes(true)) return filled.places;
  }
}

/** The best items of a bias, as many as were needed so far. */
class Candidates {
  readonly #rank: () => Promise<Ranked>;
  #count: number;
  #ranked: Promise<Ranked> | undefined;
  #complete = false;

  constructor({ rank }: ApplyRulesOptions, bias: ItemBias | undefined, count: number) {
    this.#count = count;
    this.#rank = async () => {
      const ranked = await rank(bias, this.#count);
      const kept = withoutLeftOut(ranked);
      this.#complete =
        kept.indices.length < ranked.indices.length || ranked.indices.length < this.#count;
      return kept;
    };
  }

  get(): Promise<Ranked> {
    this.#ranked ??= this.#rank();
    return this.#ranked;
  }

  /** Whether there may be more, which the next call then gets. */
  grow(max: number): boolean {
    if (this.#complete || this.#count >= max) return false;
    this.#count = Math.min(max, 2 * this.#count);
    this.#ranked = undefined;
    return true;
  }
}

async function relevanceOf(
  { vectors }: ApplyRulesOptions,
  { indices, scores }: Ranked,
  promoted: readonly Ranked[],
  diversity: Diversity,
  units: UnitVectors,
): Promise<MarginalRelevance> {
  if (vectors === undefined) {
    throw new RulesError('invalid-rule', 'diversity: this model gives no vectors of items');
  }
  const missing = units.missing(
    [indices, ...promoted.map((one) => one.indices)].flatMap((each) => [...each]),
  );
  if (missing.length > 0) units.add(missing, await vectors(missing));
  return new MarginalRelevance({
    lambda: diversity.lambda,
    indices: indices.subarray(0, poolOf(diversity)),
    scores: scores.subarray(0, poolOf(diversity)),
    vectorOf: (index) => units.of(index),
  });
}

function both(filter: Filter | undefined, other: Filter): Filter {
  return filter === undefined ? other : { and: [filter, other] };
}
