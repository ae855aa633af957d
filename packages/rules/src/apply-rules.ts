import { Random } from '@org/random';
import { Candidates } from './candidates.js';
import { CapCounts } from './cap-counts.js';
import type { CheckedRules } from './check-rules.js';
import { RulesError } from './error.js';
import { fillPlaces, type Place } from './fill-places.js';
import type { Filter } from './filter.js';
import type { ItemBias, ItemBiases } from './item-bias.js';
import type { ItemTable } from './item-table.js';
import { poolOf } from './list-cost.js';
import { type ItemVectors, MarginalRelevance, UnitVectors } from './marginal-relevance.js';
import type { Pause } from './pause.js';
import { promotionSlots } from './promotion-slots.js';
import type { Ranked } from './ranked.js';

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
 * pools need, and for four times as many each time that caps leave too few.
 *
 * @throws RulesError `invalid-rule` where diversity is wanted and there are no vectors.
 */
export async function applyRules(options: ApplyRulesOptions): Promise<readonly Place[]> {
  const { rules, table, biases, rank, k, maxCandidates: max = table.itemCount, pause } = options;
  const { caps = [], diversity, exploration, promotions } = rules;
  const bias = await biases.biasOf(rules);
  const promotedBiases: (ItemBias | undefined)[] = [];
  for (const { filter } of promotions) {
    promotedBiases.push(await biases.biasOf({ ...rules, filter: both(rules.filter, filter) }));
  }
  const vectors = new UnitVectors();
  const load = diversity && ((...lists: Int32Array[]) => addVectors(options, vectors, lists));
  const pool = Math.max(poolOf(exploration), poolOf(diversity));
  // Together, so that a model computes them at once.
  const [candidates, ...promoted] = await Promise.all([
    Candidates.of({ bias, rank, max, count: Math.max(k, pool) }),
    ...promotedBiases.map((each) =>
      Candidates.of({
        ...{ bias: each, rank, max, count: k },
        onMore: async ({ indices }) => load?.(indices),
      }),
    ),
  ]);
  const { indices, scores } = candidates.ranked;
  // One call for all, since each is a computation of the model. Items beyond the pools need no vectors: they are shown
  // once no item of diversity's is left.
  await load?.(indices.subarray(0, pool), ...promoted.map(({ ranked }) => ranked.indices));
  // Rankings of many lists may have come in the same turn.
  await pause?.();
  const competing = poolOf(diversity);
  return fillPlaces({
    ...{ candidates, promoted, pause, slots: promotionSlots(promotions, k) },
    caps: new CapCounts(caps, table),
    relevance:
      diversity &&
      new MarginalRelevance({
        ...{ lambda: diversity.lambda, vectors },
        indices: indices.subarray(0, competing),
        scores: scores.subarray(0, competing),
      }),
    exploration: exploration && {
      share: exploration.share,
      pool: poolOf(exploration),
      random: Random.of('exploration', options.seed),
    },
  });
}

async function addVectors(
  { vectors }: ApplyRulesOptions,
  known: UnitVectors,
  lists: readonly Int32Array[],
): Promise<void> {
  if (vectors === undefined) {
    throw new RulesError('invalid-rule', 'diversity: this model gives no vectors of items');
  }
  const missing = known.missing(lists);
  if (missing.length > 0) known.add(missing, await vectors(missing));
}

function both(filter: Filter | undefined, other: Filter): Filter {
  return filter === undefined ? other : { and: [filter, other] };
}
